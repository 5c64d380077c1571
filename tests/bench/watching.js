/**
 * Watches a page from inside, for benchmarks and tests: when keys are painted, when an article can be read, and whether every
 * quote in view is. It is put into a page as one expression, and its functions are then those of `watching`.
 */
window.watching = (() => {
  /** Calls back in the first task after the next frame is laid out and its paint recorded. */
  function painted(then) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => then(performance.now());
    requestAnimationFrame(() => channel.port2.postMessage(null));
  }

  /**
   * Takes the time of every key press: until it is painted, by the page's own clock; and until it is on screen, by the
   * browser's, which tells it in steps of 8 ms and leaves out what took less than 16.
   */
  function presses() {
    const taken = { painted: [], shown: [] };
    addEventListener("keydown", (event) => {
      // Control that is held for another key answers nothing.
      if (event.key !== "Control") painted((now) => taken.painted.push(now - event.timeStamp));
    }, { capture: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === "keydown") taken.shown.push(entry.duration);
    }).observe({ type: "event", durationThreshold: 16 });
    return taken;
  }

  /** An empty page on which a key does nearly nothing. */
  function blank() {
    document.body.innerHTML = "<p style='font-size: 40px'>0</p>";
    let count = 0;
    addEventListener("keydown", () => { document.querySelector("p").textContent = String(++count); });
  }

  /** Notes the first frame with words of the article in it, and the first with the help that a key opened. */
  function opening() {
    const seen = { readable: 0, ready: 0 };
    new MutationObserver((_, observer) => {
      if (!document.querySelector("#text p")) return;
      observer.disconnect();
      painted((now) => { seen.readable = now; });
    }).observe(document, { childList: true, subtree: true });
    // Asked once the page's own listener has been asked.
    addEventListener("keydown", () => queueMicrotask(() => {
      if (document.querySelector("dialog[open]")) painted((now) => { seen.ready ||= now; });
    }));
    return seen;
  }

  /** Where the words of each quote begin that the server embedded in the page. */
  function starts() {
    const { quotes } = JSON.parse(document.getElementById("review").textContent);
    return quotes.map(({ spans }) => Math.min(...spans.filter((span) => span.role === "content").map((span) => span.start)));
  }

  /** Quotes whose words begin in view, and those of them that no highlight paints. Texts beyond Unicode's first plane are not for this. */
  function look(places) {
    const column = document.getElementById("article");
    const room = column.getBoundingClientRect();
    const inView = [...document.querySelectorAll("#text p")].filter((paragraph) => {
      const box = paragraph.getBoundingClientRect();
      return box.bottom > room.top && box.top < room.bottom;
    });
    if (!inView.length) return { first: -1, seen: [], absent: [] };
    const first = Number(inView[0].dataset.start);
    const end = Number(inView.at(-1).dataset.start) + inView.at(-1).textContent.length;
    const lit = new Set();
    for (const highlight of CSS.highlights.values()) {
      for (const range of highlight) lit.add(Number(range.startContainer.parentElement?.dataset.start) + range.startOffset);
    }
    const seen = places.filter((start) => first <= start && start < end);
    return { first, seen, absent: seen.filter((start) => !lit.has(start)) };
  }

  /** Looks in every frame from now on: how many quotes were ever late, and how many frames the longest of them waited. */
  function scrolling() {
    const places = starts();
    const kept = { frames: 0, looks: 0, late: 0, longest: 0, views: 0 };
    const views = new Set();
    const waits = new Map();
    const frame = () => {
      const { first, seen, absent } = look(places);
      views.add(first);
      kept.views = views.size;
      kept.frames += 1;
      kept.looks += seen.length;
      for (const start of absent) {
        const frames = (waits.get(start) ?? 0) + 1;
        if (frames === 1) kept.late += 1;
        waits.set(start, frames);
        kept.longest = Math.max(kept.longest, frames);
      }
      for (const start of waits.keys()) if (!absent.includes(start)) waits.delete(start);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return kept;
  }

  /** Once nothing has scrolled for some frames: the quotes in view that are not painted, and will never be. */
  function missing() {
    const column = document.getElementById("article");
    const places = starts();
    return new Promise((done) => {
      let [top, still] = [column.scrollTop, 0];
      const frame = () => {
        still = column.scrollTop === top ? still + 1 : 0;
        top = column.scrollTop;
        if (still < 30) return requestAnimationFrame(frame);
        done(look(places).absent);
      };
      frame();
    });
  }

  return { presses, blank, opening, scrolling, missing };
})();

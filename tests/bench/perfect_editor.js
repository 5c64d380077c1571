/**
 * What a perfect editor knows of a page: where words lie, and where to press so that a selection or an edge ends up where it
 * is wanted. It presses nothing and changes nothing; how selections and edges snap it asks the page's own modules.
 */
window.perfectEditor = (async () => {
  const folder = document.querySelector("script[src*='annotation/page']").src;
  const load = (name) => import(new URL(name, folder).href);
  const [{ Positions }, { snapped }, { snappedEdge }] = await Promise.all(["positions.js", "selection.js", "handles.js"].map(load));
  const { article } = JSON.parse(document.getElementById("review").textContent);
  const column = document.getElementById("article");
  const positions = new Positions(article.text);
  for (const paragraph of positions.paragraphs) {
    const element = document.querySelector(`#text p[data-start="${paragraph.start}"]`);
    if (!element) continue;
    paragraph.node = element.firstChild;
    positions.byNode.set(element.firstChild, paragraph);
    positions.byNode.set(element, paragraph);
  }

  const lines = (start, end) => positions.ranges(start, end).flatMap((range) => [...range.getClientRects()].filter((box) => box.width > 0.5));
  const isText = (x, y) => Boolean(document.elementFromPoint(x, y)?.closest("#text"));

  /** Scrolls until a stretch is in view, as far as it fits: no press, so nothing to count. */
  function show(start, end) {
    const room = column.getBoundingClientRect();
    const boxes = lines(start, end);
    if (!boxes.length) return;
    const [top, bottom] = [boxes[0].top, boxes.at(-1).bottom];
    if (top < room.top + 60 || bottom > room.bottom - 90) column.scrollTop += top - room.top - Math.max(60, (room.height - (bottom - top)) / 3);
  }

  /** Points at which to press and let go so that this is selected; `raw` with Alt held. Null where there are none. */
  function drag(start, end) {
    show(start, end);
    const [first, last] = [lines(start, start + 1)[0], lines(end - 1, end).at(-1)];
    if (!first || !last) return null;
    const words = positions.paragraphs.flatMap((one) => (one.start <= end && start <= one.end ? positions.wordsOf(one) : []));
    const middle = (word) => {
      const box = word && lines(word.start, word.end)[0];
      return box ? [[box.left + box.width / 2, box.top + box.height / 2]] : [];
    };
    const inside = words.filter((word) => start <= word.start && word.end <= end);
    const froms = [[first.left + 1, first.top + first.height / 2], ...middle(inside[0])];
    const tos = [[last.right - 1, last.top + last.height / 2], ...middle(inside.at(-1))];
    const plans = [];
    for (const from of froms) for (const to of tos) plans.push([from, to], [to, from]);
    const found = [];
    for (const [from, to] of plans) {
      if (!isText(...from)) continue;
      const [one, other] = [positions.pointUnder(...from), positions.pointUnder(...to)];
      if (one === null || other === null) continue;
      const reach = { start: Math.min(one, other), end: Math.max(one, other) };
      if (reach.start === reach.end) continue;
      const taken = snapped(positions, reach);
      if (taken.start === start && taken.end === end) return { from, to, raw: false };
      if (reach.start === start && reach.end === end) found.push({ from, to, raw: true });
    }
    return found[0] ?? null;
  }

  /** Where to click so that the word clicked in is this stretch. */
  function click(start, end) {
    show(start, end);
    const box = lines(start, end)[0];
    if (!box) return null;
    const at = [box.left + box.width / 2, box.top + box.height / 2];
    const point = positions.pointUnder(...at);
    const word = point === null ? null : positions.wordsAround(point, point);
    return word?.start === start && word.end === end && isText(...at) ? at : null;
  }

  /** Where the mouse is near an edge. */
  function nearEdge(point, edge) {
    const [start, end] = edge === "start" ? [point, point + 1] : [point - 1, point];
    show(start, end);
    const box = edge === "start" ? lines(start, end)[0] : lines(start, end).at(-1);
    return [edge === "start" ? box.left + 0.5 : box.right - 0.5, box.top + box.height / 2];
  }

  const gripOf = (id, part, edge) => document.querySelector(`.grip[data-id="${id}"][data-part="${part}"][data-edge="${edge}"]`);
  const hasGrip = (id, part, edge) => gripOf(id, part, edge) !== null;

  /** Where to take the grip of an edge and where to let it go; `raw` with Alt held. */
  function grip(id, part, edge, point) {
    const element = gripOf(id, part, edge);
    if (!element) return null;
    const home = () => {
      const box = element.getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    };
    let from = home();
    const room = column.getBoundingClientRect();
    if (from[1] < room.top + 60 || from[1] > room.bottom - 90) {
      column.scrollTop += from[1] - room.top - room.height / 2;
      from = home();
    }
    if (document.elementFromPoint(...from) !== element) return null;
    const box = edge === "start" ? lines(point, point + 1)[0] : lines(point - 1, point).at(-1);
    if (!box || box.top < room.top + 40 || box.bottom > room.bottom - 80) return null;
    const to = [edge === "start" ? box.left + 0.5 : box.right - 0.5, box.top + box.height / 2];
    const under = positions.pointUnder(...to);
    if (under === null) return null;
    if (snappedEdge(positions, under, edge) === point) return { from, to, raw: false };
    return under === point ? { from, to, raw: true } : null;
  }

  /** Scrolls to a place in pixels; the next to scroll to, or null at the end of the article. */
  function scrollTo(place) {
    column.scrollTop = place;
    const next = column.scrollTop + column.clientHeight / 2;
    return column.scrollTop + column.clientHeight >= column.scrollHeight - 1 ? null : next;
  }

  const selected = () => positions.selected(getSelection());
  return { drag, click, nearEdge, hasGrip, grip, scrollTo, selected };
})().then((found) => (window.perfectEditor = found));

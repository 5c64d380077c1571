/** The address of one quote: `/articles/ID/#quote-UUID` opens the page with that quote focused. */

const MARK = "#quote-";

/** The quote that the address names, or nothing. @returns {string|null} */
export function quoteInAddress() {
  return location.hash.startsWith(MARK) ? location.hash.slice(MARK.length).toLowerCase() : null;
}

/** Opens the quote that the address names, now and whenever it names another. @param {import("./desk.js").Desk} desk */
export function followAddress(desk) {
  const open = () => {
    const id = quoteInAddress();
    if (id === null) return;
    if (!desk.state.quotes.has(id)) {
      desk.toasts.show("The quote that this link leads to is not in the article any more.");
      return;
    }
    desk.focus(id);
    desk.cards.takeKeyboard();
    desk.toasts.say(desk.spoken());
  };
  addEventListener("hashchange", open);
  open();
}

/** Puts the address of a quote on the clipboard, or where the browser has none for us, in the address bar. @param {import("./types.js").Quote} quote @param {import("./desk.js").Desk} desk */
export async function copyLink(quote, desk) {
  const address = new URL(location.pathname + MARK + quote.id, location.origin).href;
  try {
    await navigator.clipboard.writeText(address);
    desk.toasts.show("Link copied. It opens the page with this quote.");
  } catch {
    history.replaceState(history.state, "", address);
    desk.toasts.show("The link to this quote stands in the address bar now.");
  }
}

/**
 * Builds elements from data, so that titles, texts and names are only ever text, and makes those on the page like them; and
 * the shapes that tell states apart. What is built where is left to the views.
 */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node|string|null|undefined|false} Child */

/** Elements that do something when they are used. What is renewed has listeners on no others, or it would keep old ones. */
const CONTROLS = "button, form, input, textarea";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string|number|boolean|null|undefined|((event: any) => void)>} [attributes]  `on…` adds a listener; true, false and null as in HTML
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** @param {string} tag @param {Record<string, string|number>} attributes @param {...Element} children */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * Makes what is on the page like what was built anew. What is alike already stays and is neither styled nor laid out again;
 * what does something when it is used stays only if it is the same but for being pressed.
 * @param {Node} old @param {Node} fresh
 */
export function renew(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (!(old instanceof Element && fresh instanceof Element) || old.tagName !== fresh.tagName) return /** @type {ChildNode} */ (old).replaceWith(fresh);
  if (old.matches(CONTROLS)) {
    const pressed = fresh.getAttribute("aria-pressed");
    if (pressed !== null && old.hasAttribute("aria-pressed")) old.setAttribute("aria-pressed", pressed);
    if (!old.isEqualNode(fresh)) old.replaceWith(fresh);
    return;
  }
  for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const name of fresh.getAttributeNames()) {
    const value = fresh.getAttribute(name) ?? "";
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  renewChildren(old, [...fresh.childNodes]);
}

/** As `renew`, for what stands in an element: the first is compared to the first, and so on. @param {Element} parent @param {Node[]} fresh */
export function renewChildren(parent, fresh) {
  const old = [...parent.childNodes];
  fresh.forEach((child, index) => {
    const known = old[index];
    if (known) renew(known, child);
    else parent.append(child);
  });
  for (const gone of old.slice(fresh.length)) gone.remove();
}

/** Each state's own outline; the second path is drawn over the first in the page's colour. @type {Record<string, [string, string]>} */
const SHAPES = {
  suggested: ["M8 1.8 14.2 8 8 14.2 1.8 8Z", ""],
  accepted: ["M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Z", "M4.6 8.3 7 10.7 11.5 5.6"],
  corrected: ["M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Z", "M5 11l.5-2.2 4.6-4.6 1.7 1.7-4.6 4.6Z"],
  added: ["M2.5 2h11a.5.5 0 0 1 .5.5v11a.5.5 0 0 1-.5.5h-11a.5.5 0 0 1-.5-.5v-11a.5.5 0 0 1 .5-.5Z", "M8 5v6M5 8h6"],
  rejected: ["M4 4l8 8M12 4l-8 8", ""],
  flag: ["M3.5 14.5v-13M3.5 2h9l-2.5 3 2.5 3h-9Z", ""],
  comment: ["M2 2.5h12v8.5H7.5L4.5 14v-3H2Z", "M5 5.5h6M5 8h4"],
  conflict: ["M8 1.5 15 14.2H1Z", "M8 6v4M8 12v.6"],
};

/** The shape of a state, drawn in the current colour. @param {string} state */
export function shape(state) {
  const [outline, over] = SHAPES[state] ?? ["", ""];
  const picture = svg("svg", { class: `shape shape-${state}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" });
  picture.append(svg("path", { class: "outline", d: outline }));
  if (over) picture.append(svg("path", { class: "over", d: over }));
  return picture;
}

/** A key's name on a button; nothing where there is no key. @param {string} key */
export function cap(key) {
  return key ? el("kbd", { "aria-hidden": "true" }, key) : "";
}

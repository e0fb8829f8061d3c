/**
 * Makes an element: `h('a', { href: '/console' }, 'Apps')`. What begins with `on` is a listener, `style` an object; undefined and
 * false attributes are left out, children that are undefined or false too.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...any} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  return /** @type {HTMLElement} */ (filled(document.createElement(tag), attributes, children));
}

/**
 * As `h`, of what is drawn.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...any} children
 */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/**
 * Makes what is on the page like what it should be, and touches nothing else: focus, selection and scroll stay. Elements with the same
 * `data-key` are the same; one with `data-own` looks after what is in it by itself.
 * @param {Node} old
 * @param {Node} next
 */
export function patch(old, next) {
  if (!isSame(old, next)) return /** @type {ChildNode} */ (old).replaceWith(next);
  if (old instanceof Text && next instanceof Text) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  if (!(old instanceof Element) || !(next instanceof Element)) return;
  patchAttributes(old, next);
  if (!old.hasAttribute('data-own')) patchChildren(old, [...next.childNodes]);
}

// Private

const LISTENERS = [
  'onclick',
  'onsubmit',
  'oninput',
  'onchange',
  'ontoggle',
  'onpointermove',
  'onpointerleave',
  'onkeydown',
];

/** What people change themselves. */
const THEIRS = ['open', 'value'];

/** @param {Element} element @param {Record<string, any>} attributes @param {any[]} children */
function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) /** @type {any} */ (element)[name] = value;
    else if (name === 'style') Object.assign(/** @type {HTMLElement} */ (element).style, value);
    else element.setAttribute(name, value === true ? '' : `${value}`);
  }
  const nodes = children.flat(Infinity).filter((child) => child !== undefined && child !== false && child !== null);
  element.append(...nodes.map((child) => (child instanceof Node ? child : `${child}`)));
  return element;
}

/** @param {Node} node */
const keyOf = (node) => (node instanceof Element ? (node.getAttribute('data-key') ?? undefined) : undefined);

/** @param {Node} one @param {Node} other */
const isSame = (one, other) => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

/** @param {Element} old @param {Element} next */
function patchAttributes(old, next) {
  for (const { name } of [...old.attributes])
    if (name !== 'style' && !THEIRS.includes(name) && !next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes)
    if (name !== 'style' && !THEIRS.includes(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  const [style, wanted] = [/** @type {HTMLElement} */ (old).style, /** @type {HTMLElement} */ (next).style];
  if (style.cssText !== wanted.cssText) style.cssText = wanted.cssText;
  for (const name of LISTENERS) /** @type {any} */ (old)[name] = /** @type {any} */ (next)[name];
}

/** @param {Element} parent @param {Node[]} wanted */
function patchChildren(parent, wanted) {
  const keyed = new Map([...parent.childNodes].map((node) => [keyOf(node), node]));
  let place = parent.firstChild;
  for (const next of wanted) {
    const key = keyOf(next);
    const match = key === undefined ? (place && isSame(place, next) ? place : undefined) : keyed.get(key);
    if (!match) parent.insertBefore(next, place);
    else {
      if (match === place) place = place.nextSibling;
      else parent.insertBefore(match, place);
      patch(match, next);
    }
  }
  while (place) {
    const after = place.nextSibling;
    place.remove();
    place = after;
  }
}

/** How a protocol names the elements of its lists and members. */
export interface Naming {
  /** The name of a list's items; `list` is the list's own. */
  item(list: string, item: unknown): string;
  member(name: string, isList: boolean, owner: object): string;
  /** Whether a list's items stand without an element around them. */
  isFlat?(list: string): boolean;
}

/** An element with a value inside: objects as child elements, lists as items, dates as ISO 8601; undefined is left out. */
export function element(name: string, value: unknown, naming: Naming): string {
  if (value === undefined || value === null) return '';
  const inside = content(name, value, naming);
  return inside === '' ? `<${name}/>` : `<${name}>${inside}</${name}>`;
}

/** The members of an object, one element after the other. */
export function members(value: object, naming: Naming): string {
  return Object.entries(value)
    .map(([name, member]) =>
      Array.isArray(member) && naming.isFlat?.(name)
        ? content(name, member, naming)
        : element(naming.member(name, Array.isArray(member), value), member, naming),
    )
    .join('');
}

/** Text that is safe inside an element. Characters that XML 1.0 cannot carry become the replacement character. */
export function escapeXml(text: string): string {
  return text.replace(UNSAFE, (character) => ENTITIES[character] ?? '\ufffd');
}

// Private

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters that XML forbids
const UNSAFE = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function content(name: string, value: unknown, naming: Naming): string {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map((each) => element(naming.item(name, each), each, naming)).join('');
  if (typeof value === 'object' && value !== null) return members(value, naming);
  return escapeXml(String(value));
}

import type { Content } from '../../../../../server/model/manifest/content.ts';

/** The value alone, as JSON.parse would give it. */
export function plain(content: Content): unknown {
  if (content.is === 'list') return content.items.map(plain);
  if (content.is === 'map')
    return Object.fromEntries([...content.entries].map(([key, { value }]) => [key, plain(value)]));
  if (content.is === 'nothing') return null;
  return content.is === 'text' ? content.text : JSON.parse(content.text);
}

/** The lines of a map's keys. */
export function linesOf(content: Content): Record<string, number> {
  if (content.is !== 'map') return {};
  return Object.fromEntries([...content.entries].map(([key, { line }]) => [key, line]));
}

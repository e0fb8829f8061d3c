import { decodePart } from './target.ts';

/**
 * What tells whether a path fits, and what stands for its names then: `/apps/{app}/objects/{key...}`. A name stands for one
 * part of the path, with dots for all that is left, or nothing.
 */
export function matcherOf(path: string): (asked: string) => Record<string, string> | undefined {
  const pattern = patternOf(path);
  return (asked) => {
    const found = pattern.exec(asked);
    if (!found) return undefined;
    return Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodePart(value)]));
  };
}

// Private

function patternOf(path: string): RegExp {
  const parts = path.split(/(\{\w+(?:\.\.\.)?\})/).map((part) => {
    const [, name, rest] = /^\{(\w+)(\.\.\.)?\}$/.exec(part) ?? [];
    return name ? `(?<${name}>${rest ? '.*' : '[^/]+'})` : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 's');
}

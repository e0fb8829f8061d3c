import { posix } from 'node:path';

/** Whether a folder fits `packages/*`, `apps/**` or `./tools`, as all package managers write workspaces. */
export function folderFits(folder: string, pattern: string): boolean {
  const parts = posix.normalize(pattern).split('/').filter(Boolean);
  return fits(folder.split('/'), parts, '**', (name, part) => fits([...name], [...part], '*', (a, b) => a === b));
}

// Private

/**
 * Whether items fit a pattern of which one part stands for any number of them. What such a part stands for is only ever
 * made longer, and of the last one alone: no pattern takes long.
 */
function fits(
  items: readonly string[],
  pattern: readonly string[],
  any: string,
  same: (item: string, part: string) => boolean,
): boolean {
  let [item, part, longer, after] = [0, 0, 0, -1];
  while (item < items.length) {
    if (pattern[part] === any) [after, longer] = [++part, item];
    else if (part < pattern.length && same(items[item]!, pattern[part]!)) [item, part] = [item + 1, part + 1];
    else if (after >= 0) [item, part] = [++longer, after];
    else return false;
  }
  return pattern.slice(part).every((rest) => rest === any);
}

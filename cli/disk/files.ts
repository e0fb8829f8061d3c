import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The bytes that the files take on the disk whose paths, below a folder, `matches`; 0 where it is not there. */
export function bytesIn(folder: string, matches: (path: string) => boolean = () => true): number {
  return sum(
    listed(folder, true)
      .filter(matches)
      .map((name) => bytesOf(join(folder, name))),
  );
}

/** A log file with those that it was rotated into. */
export function bytesOfLog(path: string): number {
  const folder = dirname(path);
  const files = listed(folder, false).filter((name) => name.startsWith(basename(path)));
  return sum(files.map((name) => bytesOf(join(folder, name))));
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

// Private

/** `stat` counts in blocks of 512 bytes: what a file takes, not how long it says it is. */
const BLOCK = 512;

function listed(folder: string, recursive: boolean): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' });
  } catch {
    return [];
  }
}

function bytesOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.blocks * BLOCK : 0;
}

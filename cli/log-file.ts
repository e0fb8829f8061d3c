import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

/** How much of a log's end is read to find its last lines. */
const TAIL_BYTES = 16 * 1024;

/** The size of a log now, from which `lastLines` may start. */
export function logSize(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

/** The last lines that were written after `from`. */
export function lastLines(path: string, count: number, from = 0): string[] {
  const size = logSize(path);
  const start = Math.max(Math.min(from, size), size - TAIL_BYTES);
  const bytes = Buffer.alloc(size - start);
  if (bytes.length === 0) return [];
  const file = openSync(path, 'r');
  readSync(file, bytes, 0, bytes.length, start);
  closeSync(file);
  return bytes.toString().trimEnd().split('\n').slice(-count);
}

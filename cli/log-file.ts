import { closeSync, copyFileSync, existsSync, openSync, readSync, statSync, truncateSync } from 'node:fs';

/** A log file larger than this is put aside as `<name>.log.1` when the rack comes up; one older file is kept. */
const LARGEST = 10 * 1024 * 1024;

/** How much of a log's end is read to find its last lines. */
const TAIL_BYTES = 16 * 1024;

/**
 * Keeps a log file from filling the disk. It is copied and cut, not renamed: its process goes on writing to the same
 * file, and appends at its new end.
 */
export function limitLogFile(path: string): void {
  if (!existsSync(path) || statSync(path).size <= LARGEST) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

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

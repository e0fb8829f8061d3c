import { copyFileSync, existsSync, statSync, truncateSync } from 'node:fs';

/** A log file larger than this is put aside as `<name>.log.1`; one older file is kept. */
const LARGEST = 10 * 1024 * 1024;

/**
 * Keeps a log file from filling the disk. It is copied and cut, not renamed: its process goes on writing to the same
 * file, and appends at its new end. Where there is no room for the copy it is only cut.
 */
export function limitLogFile(path: string): void {
  if (!existsSync(path) || statSync(path).size <= LARGEST) return;
  try {
    copyFileSync(path, `${path}.1`);
  } finally {
    truncateSync(path);
  }
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How long an answer holds: a push must not wait for a registry, a fix must not wait for weeks. */
const FRESH_MS = 12 * 60 * 60 * 1000;

interface Answer {
  versions: string[];
  asked: number;
}

/**
 * The versions that `ask` tells, kept in a file for half a day. When nobody answers an old answer is good enough; without
 * one, what `ask` threw is thrown.
 */
export function remembered(
  file: string,
  ask: () => Promise<string[]>,
  now: () => number = Date.now,
): () => Promise<string[]> {
  return async () => {
    const known = await read(file);
    if (known && now() - known.asked < FRESH_MS) return known.versions;
    try {
      const versions = await ask();
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify({ versions, asked: now() } satisfies Answer));
      return versions;
    } catch (error) {
      if (known) return known.versions;
      throw error;
    }
  };
}

// Private

async function read(file: string): Promise<Answer | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined; // Not asked yet, or cut off while written: it is asked again.
  }
}

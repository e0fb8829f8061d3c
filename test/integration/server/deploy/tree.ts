import { Readable } from 'node:stream';
import { TAR_END, tarEntry } from '../../../../docker/tar.ts';
import type { Source } from '../../../../server/git/source.ts';

/** The source of a commit with these files. */
export function sourceOf(files: Readonly<Record<string, string>>): Source {
  const entries = (prefix: string) => Object.entries(files).map(([path, text]) => tarEntry(prefix + path, text));
  return {
    commit: 'c'.repeat(40),
    files: async () => Object.keys(files),
    read: async (path) => files[path],
    archive: (_signal, prefix = '') => Readable.from([...entries(prefix), TAR_END]),
  };
}

/** What builds of tests may take. */
export const LIMITS = { time: 300, context: 1024 ** 2 };

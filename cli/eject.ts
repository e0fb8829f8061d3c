import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ejected } from '../buildpacks/eject.ts';
import { Failure } from '../lib/failure.ts';

/** Writes the files of an ejected plan into its folder, all or none: nothing that is there is overwritten. Answers their paths. */
export async function writeEjected(folder: string, files: ReturnType<typeof ejected>): Promise<string[]> {
  const there = files.filter(({ path }) => existsSync(join(folder, path))).map(({ path }) => path);
  if (there.length > 0) throw wouldOverwrite(there);
  for (const { path, text, isScript } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx', mode: isScript ? 0o755 : 0o644 });
  }
  return files.map(({ path }) => path);
}

// Private

function wouldOverwrite(paths: readonly string[]): Failure {
  return new Failure('would_overwrite', `${paths.join(' and ')} would be overwritten, so nothing was written.`, {
    hint: `Move ${paths.length === 1 ? 'it' : 'them'} away first; rack build without --eject shows what would be written.`,
  });
}

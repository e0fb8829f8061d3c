import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';

/** A file of the build context: its path with `/`, its content, and whether it can be executed. */
export interface ContextFile {
  path: string;
  content: Buffer;
  executable: boolean;
}

/** What of the project goes into the image; `.dockerignore` says the same to those who build it by hand. */
const PARTS = [
  'Dockerfile',
  'package.json',
  'package-lock.json',
  'image/dependencies.sh',
  'docker/warden.pl',
  'hooks',
  'templates',
  'console',
  ...['agent', 'buildpacks', 'docker', 'image', 'lib', 'server', 'wire'].map((room) => `dist/${room}`),
];

/** The files that the image is made of, in order of their paths. */
export function contextFiles(root: string): ContextFile[] {
  return PARTS.flatMap((part) => filesBelow(root, part)).map((path) => {
    const full = join(root, path);
    return { path, content: readFileSync(full), executable: (statSync(full).mode & 0o100) !== 0 };
  });
}

/** Changes when any of the files does, or what else is told: the tag of an image that need not be built twice. */
export function contextHash(files: ContextFile[], ...more: string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(more));
  for (const { path, content, executable } of files)
    hash.update(`\0${path}\0${executable}\0${content.length}\0`).update(content);
  return hash.digest('hex').slice(0, 16);
}

// Private

function filesBelow(root: string, part: string): string[] {
  const found = statSync(join(root, part), { throwIfNoEntry: false });
  if (!found)
    throw new Failure('not_built', `${join(root, part)} is missing.`, {
      hint: 'Run scripts/setup.sh, which builds it.',
    });
  if (found.isFile()) return [part];
  const names = readdirSync(join(root, part), { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => `${part}/${name}`).filter((path) => statSync(join(root, path)).isFile());
  return files.filter((path) => !path.endsWith('.map') && !path.endsWith('.tsbuildinfo')).sort();
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, the same from source and from `dist/`: where templates, hooks and helper images lie. */
export const projectRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  const isRoot = existsSync(join(folder, 'package.json'));
  return isRoot || dirname(folder) === folder ? folder : findRoot(dirname(folder));
}

import { posix } from 'node:path';
import type { Tree } from '../plan.ts';

/** What requirements files ask for, with those that they include. */
export interface Requirements {
  /** The files, from the top of the tree. */
  files: readonly string[];
  /** What is asked for: `Flask[async]==3.1`. */
  dependencies: readonly string[];
  /** Whether something is asked for that lies in the tree: `-e .`, `./lib`. */
  readsSources: boolean;
}

/** Reads a requirements file of pip and what it includes by `-r` and `-c`. */
export async function readRequirements(tree: Tree, file: string): Promise<Requirements> {
  const [files, dependencies]: [string[], string[]] = [[], []];
  let readsSources = false;
  for (const waiting = [file]; waiting.length > 0; ) {
    const next = waiting.shift()!;
    const text = files.includes(next) ? undefined : await tree.read(next);
    if (text === undefined) continue;
    files.push(next);
    for (const line of linesOf(text)) {
      const included = INCLUDE.exec(line)?.[1];
      if (included !== undefined) waiting.push(posix.join(posix.dirname(next), included));
      else if (IN_TREE.test(line)) readsSources = true;
      else if (/^[A-Za-z0-9]/.test(line)) dependencies.push(line);
    }
  }
  return { files, dependencies, readsSources };
}

// Private

const INCLUDE = /^(?:-r|-c|--requirement|--constraint)[\s=]*(.+)$/;

/** A path, a wheel, an editable path; no address. */
const IN_TREE =
  /^(?:(?:-e|--editable)[\s=]*(?!\w+\+|https?:)|\.|file:|\S+\s*@\s*file:|[^\s:]+\.(?:whl|zip|tar\.gz)\b|(?:-f|--find-links)[\s=]*(?!https?:))/;

/** Without comments; a backslash goes on in the next line. */
function linesOf(text: string): string[] {
  const whole = text.replace(/^\uFEFF/, '').replace(/\\\r?\n/g, ' ');
  return whole.split('\n').map((line) => line.replace(/(^|\s)#.*/, '').trim());
}

import { Failure } from '../../../lib/failure.ts';
import type { ManifestFile } from './manifest-file.ts';

/** A value of a file, whatever language it is written in, and the line that it begins on. */
export type Content = { line: number } & (
  | { is: 'text' | 'number' | 'boolean'; text: string }
  | { is: 'nothing' }
  | { is: 'list'; items: readonly Content[] }
  | { is: 'map'; entries: ReadonlyMap<string, Entry> }
);

/** A key's line, and its value. */
export interface Entry {
  line: number;
  value: Content;
}

/** How deep lists and maps may stand in each other. */
export const DEEPEST = 40;

/** The refusal of what is nested deeper. */
export function tooDeep(line: number, file: ManifestFile): Failure {
  return file.bad(line, `It is nested more than ${DEEPEST} deep.`);
}

/** Refuses a file that is too large to be a manifest. */
export function checkSize(text: string, { name }: ManifestFile): void {
  if (text.length <= LONGEST) return;
  throw new Failure('bad_manifest', `${name} has ${text.length} characters; the most are ${LONGEST}.`, {
    hint: 'Make it smaller, commit and push again.',
  });
}

// Private

const LONGEST = 64 * 1024;

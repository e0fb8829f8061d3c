import { validationError } from '../errors.ts';
import type { Value } from './template.ts';

/** The only transform that is served: some more functions, and loops. */
export const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';

/** The transforms that a template declares, refused by name when they are not served. */
export function declaredTransforms(transform: Value | undefined): string[] {
  const names = [transform ?? []].flat().map((one) => String(one));
  refuseTransforms(names.filter((name) => name !== LANGUAGE_EXTENSIONS));
  return names;
}

/** Refuses macros, of which there are none here, and AWS's own transforms. */
export function refuseTransforms(names: readonly string[]): void {
  const [name] = names;
  if (name === undefined) return;
  if (!name.startsWith('AWS::')) throw validationError(`No transform named ${name} found.`);
  throw validationError(`Transform ${name} is not served here, only ${LANGUAGE_EXTENSIONS}.`);
}

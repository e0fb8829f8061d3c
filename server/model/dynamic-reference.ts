import { Failure } from '../../lib/failure.ts';

/**
 * Throws a `Failure` `dynamic_reference` when a text has `{{resolve:…}}` in it. CloudFormation would put a secret or a
 * parameter in its place, with the rack's rights, that are not the app's to read, and knows no way to write it as it is.
 */
export function refuseDynamicReferences(texts: unknown): void {
  const [found] = /\{\{resolve:[^"}]{0,100}/.exec(JSON.stringify(texts)) ?? [];
  if (found === undefined) return;
  throw new Failure(
    'dynamic_reference',
    `What runs cannot have "${found}…" in it, which CloudFormation would fill in.`,
    {
      hint: 'Set the value with  ssh rack env set  and read it from the environment.',
    },
  );
}

import { Failure } from '../lib/failure.ts';

/** What the engine says of a Dockerfile, in words that say where; undefined where it speaks of something else. */
export function dockerfileFailure(error: string, step: string | undefined, path: string): Failure | undefined {
  return badText(error, path) ?? noStage(error, path) ?? noFile(error, step ?? path) ?? noSecret(error, step ?? path);
}

// Private

const MEND = 'Mend it, commit and push again.';

function badText(error: string, path: string): Failure | undefined {
  // Newer engines say `on line 2`.
  const [, line, what] = /dockerfile parse error (?:on )?line (\d+): (.*)/i.exec(error) ?? [];
  const where = line === undefined ? `${path}: ` : `${path} line ${line}: `;
  const unplaced = /^(unknown (instruction|flag): .*|[A-Z]+ (must have|requires) .*)/.exec(error)?.[0];
  const fault = what ?? unplaced ?? FAULTS.find(([text]) => text.test(error))?.[1];
  return fault === undefined ? undefined : new Failure('bad_dockerfile', `${where}${fault}.`, { hint: MEND });
}

const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/the Dockerfile cannot be empty|file with no instructions/, 'it is empty'],
  [/no build stage in current context/, 'there is no FROM before its first other line'],
];

function noStage(error: string, path: string): Failure | undefined {
  const [found, name] = /target stage "?([^"\s]+?)"? could not be found/.exec(error) ?? [];
  if (found === undefined) return undefined;
  return new Failure('bad_dockerfile', `${path} has no stage ${name}.`, { hint: MEND });
}

/** Newer engines say first which sum they could not make. */
function noFile(error: string, where: string): Failure | undefined {
  const [, file] = /"\/?([^"]+)"(?: not found)?: not found$/.exec(error) ?? [];
  if (file === undefined) return undefined;
  return new Failure('bad_dockerfile', `${where} failed: there is no ${file} to copy.`, {
    hint: 'It is not in the commit, or an ignore file (.dockerignore) leaves it out.',
  });
}

function noSecret(error: string, where: string): Failure | undefined {
  const [, name] = /secret (\S+?):? not found/.exec(error) ?? [];
  if (name === undefined) return undefined;
  return new Failure('secret_not_found', `${where} failed: there is no secret ${name}.`, {
    hint: `Let the builds of this app see the variable: ssh rack set APP build-env=${name}`,
  });
}

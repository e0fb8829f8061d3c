import { Failure } from '../lib/failure.ts';
import { baseImageFailure } from './base-image-failure.ts';
import { isClosingWord } from './closing-words.ts';
import { dockerfileFailure } from './dockerfile-failure.ts';
import { type Cause, KNOWN_CAUSES } from './known-causes.ts';

/** What a build broke at. */
export interface Break {
  /** The step: `[build 4/6] RUN npm ci`; undefined when none had begun. */
  step?: string | undefined;
  /** What the engine says. */
  error: string;
  /** The last lines that the step printed. */
  lines: readonly string[];
}

/** What a failure can tell of besides: how a build was limited, and where its Dockerfile is. */
export interface Surroundings {
  /** MiB; undefined: not limited. */
  memory?: number | undefined;
  dockerfile: string;
}

/** How many of the last lines a failure repeats. */
const REPEATED = 3;

const MEND = 'Mend what the lines above tell, commit and push again.';

/**
 * The failure of a build, named for what it is where that can be told: out of memory, no space, a package manager that does not
 * get through. Its code is `build_failed` where it cannot.
 */
export function buildFailure(broke: Break, surroundings: Surroundings): Failure {
  const { step, error, lines } = shortened(broke);
  const exit = /exit code: (\d+)/.exec(error)?.[1];
  if (exit === undefined) return engineFailure({ step, error, lines }, surroundings);
  const cause = causeOf([...lines, exit === KILLED ? 'Killed signal' : ''].join('\n'));
  const what = cause === undefined ? `exit code ${exit}` : `${wordsOf(cause, surroundings)} (exit code ${exit})`;
  const repeated = repeatedOf(lines, cause).map((line) => line.trimEnd());
  return new Failure(cause?.code ?? 'build_failed', [`${step} failed: ${what}`, ...repeated].join('\n'), {
    hint: cause?.hint ?? MEND,
  });
}

// Private

/** Characters of what is looked through: a line may have a megabyte, and the time for some texts grows with its square. */
const LONGEST = 2000;

function shortened({ step, error, lines }: Break): Break {
  return { step: step && middleOut(step), error: middleOut(error), lines: lines.map(middleOut) };
}

function middleOut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)} … ${text.slice(-LONGEST / 2)}`;
}

/** What a shell says of a program that SIGKILL ended: 128 and the signal's number. */
const KILLED = '137';

/** What the engine itself could not do: read the Dockerfile, get a base image, find a file. */
function engineFailure({ step, error }: Break, surroundings: Surroundings): Failure {
  const text = withoutPrefix(error);
  const named = baseImageFailure(text, step) ?? dockerfileFailure(text, step, surroundings.dockerfile);
  if (named) return named;
  const cause = causeOf(text);
  const where = step === undefined ? '' : `${step} failed: `;
  if (cause === undefined) return new Failure('build_failed', `${where}${text}`, { hint: MEND });
  return new Failure(cause.code, `${where}${wordsOf(cause, surroundings)}\n${text}`, { hint: cause.hint });
}

/** BuildKit says first through which of its own layers an error came. */
function withoutPrefix(error: string): string {
  return error.replace(/^failed to solve[^:]*: /, '').replace(/^failed to create LLB definition: /, '');
}

/** The first cause of the list that a line tells: an error is often followed by others that it brought about. */
function causeOf(text: string): Cause | undefined {
  return KNOWN_CAUSES.find(({ texts }) => texts.some((each) => each.test(text)));
}

/** The last lines that say something; before them the one that tells the cause, where others came after it. */
function repeatedOf(lines: readonly string[], cause: Cause | undefined): string[] {
  const printed = lines.filter((line) => !isClosingWord(line));
  const last = printed.slice(-REPEATED);
  const telling = printed.findLast((line) => cause?.texts.some((text) => text.test(line)));
  return telling === undefined || last.includes(telling) ? last : [telling, ...last];
}

function wordsOf({ words }: Cause, { memory }: Surroundings): string {
  return words.includes('killed') && memory !== undefined ? `${words} (limit ${memory} MiB)` : words;
}

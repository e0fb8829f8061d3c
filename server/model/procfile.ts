import { Failure } from '../../lib/failure.ts';
import { isType, likeNames, TYPE_RULE } from './process-type.ts';

/** What a Procfile declares: process type → command line, in its order, and the command of the release phase. */
export interface Procfile {
  /** None of a Procfile that has only a release phase. */
  processes: Record<string, string>;
  /** The command of `release:`, run once before a release goes live. */
  release: string | undefined;
  /** What is probably not meant, for people: `Procfile line 2: …`. */
  notes: readonly string[];
}

/** The process type whose command runs once, before a release goes live. */
export const RELEASE_PHASE = 'release';

/**
 * Reads a Procfile: `type: command` on each line. Blank lines and lines that start with `#` or `//` are passed over; a line that
 * ends with a backslash goes on in the next one. Throws a `Failure` `bad_procfile` that names the line.
 */
export function parseProcfile(text: string): Procfile {
  if (text.length > LONGEST) throw tooLong(text.length);
  const declared = new Map<string, Declaration>();
  for (const { line, number } of linesOf(text)) {
    const declaration = parseLine(line, number);
    const before = declared.get(declaration.type);
    if (before) throw bad(number, `${declaration.type} is declared a second time, after line ${before.number}.`);
    declared.set(declaration.type, declaration);
  }
  if (declared.size === 0) throw new Failure('bad_procfile', 'The Procfile declares no process.', { hint: HINT });
  const like = likeNames([...declared.keys()]);
  if (like) throw bad(declared.get(like[1])!.number, `${like[1]} ${TOO_LIKE} ${like[0]}.`);
  const notes = [...declared.values()].flatMap(notesOn);
  const { release, ...processes } = Object.fromEntries([...declared].map(([type, { command }]) => [type, command]));
  return { processes, release, notes };
}

/**
 * Checks processes that were named one by one, as type → command line; the empty line runs the image's own command and
 * becomes null. Throws a `Failure` `bad_process`.
 */
export function checkProcesses(named: Readonly<Record<string, string | null>>): Record<string, string | null> {
  const like = likeNames(Object.keys(named));
  if (like) throw badProcess(`${like[1]} ${TOO_LIKE} ${like[0]}.`);
  const entries = Object.entries(named).map(([type, line]) => {
    if (!isType(type)) throw badProcess(`"${type}" cannot name a process; ${TYPE_RULE}.`);
    if (/[\0\n\r]/.test(line ?? '')) throw badProcess(`The command of ${type} is more than one line.`);
    if (type === RELEASE_PHASE && !line?.trim()) throw badProcess('The release phase needs a command.');
    return [type, line?.trim() || null] as const;
  });
  if (entries.every(([type]) => type === RELEASE_PHASE)) throw badProcess('No process is named but the release phase.');
  return Object.fromEntries(entries);
}

// Private

const TOO_LIKE = 'differs only by -, _ or the size of letters from';

interface Declaration {
  type: string;
  command: string;
  number: number;
}

const HINT = 'Write one process a line, such as  web: node server.js';

/** Characters of the longest Procfile. */
const LONGEST = 64 * 1024;

/** The lines that say something, each with those that continue it and the number of its first one. */
function linesOf(text: string): { line: string; number: number }[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const found: { line: string; number: number }[] = [];
  for (let at = 0; at < lines.length; at++) {
    const number = at + 1;
    const line = lines[at]!.trim();
    if (line === '' || line.startsWith('#') || line.startsWith('//')) continue;
    const parts = [line];
    while (goesOn(parts.at(-1)!) && at + 1 < lines.length) {
      parts.push(parts.pop()!.slice(0, -1).trimEnd(), lines[++at]!.trim());
    }
    found.push({ line: parts.join(' '), number });
  }
  return found;
}

/** Whether a line ends with a backslash that stands for itself alone. */
function goesOn(line: string): boolean {
  let at = line.length;
  while (line[at - 1] === '\\') at--;
  return (line.length - at) % 2 === 1;
}

function parseLine(line: string, number: number): Declaration {
  if (/^(<{7}|={7}|>{7})/.test(line)) throw bad(number, 'A merge conflict is not resolved.');
  const match = /^([^:\s]+)\s*:(?:\s+|(?!\/\/))(.*)$/.exec(line);
  if (!match) throw bad(number, `"${shown(line)}" is not of the form "type: command".`);
  const [, type, command] = match as unknown as [string, string, string];
  if (!isType(type)) throw bad(number, `"${shown(type)}" cannot name a process; ${TYPE_RULE}.`);
  if (command === '' || command.startsWith('#')) throw bad(number, `${type} has no command.`);
  if (command.includes('\0')) throw bad(number, `The command of ${type} has a NUL character.`);
  return { type, command, number };
}

/** What other platforms take in another way, or nobody means. */
function notesOn({ type, command, number }: Declaration): string[] {
  const special = ['web', RELEASE_PHASE].find((each) => each === type.toLowerCase() && each !== type);
  const quoted = /^("[^"']*"|'[^"']*')$/.test(command) && /\s/.test(command);
  return [
    ...(special ? [`${type} is a process like others; ${special} in small letters is the one with a meaning.`] : []),
    ...(HOOKS.test(type)
      ? [`${type} is a process like others and is started again when it ends. Did you mean release?`]
      : []),
    ...(quoted ? [`The quotes make the whole command of ${type} one word, the name of a program.`] : []),
  ].map((note) => `Procfile line ${number}: ${note}`);
}

/** Types that Scalingo, piku and Dokku run once in a deploy. */
const HOOKS = /^(predeploy|postdeploy|preflight)$/i;

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function badProcess(what: string): Failure {
  return new Failure('bad_process', what, { hint: "Name processes as in  web='node server.js'" });
}

function bad(number: number, what: string): Failure {
  return new Failure('bad_procfile', `Procfile line ${number}: ${what}`, { hint: HINT });
}

function tooLong(length: number): Failure {
  return new Failure('bad_procfile', `The Procfile has ${length} characters; the most are ${LONGEST}.`, { hint: HINT });
}

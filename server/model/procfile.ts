import { Failure } from '../../lib/failure.ts';

/** What a Procfile declares: process type → command line, in its order, and the command of the release phase. */
export interface Procfile {
  processes: Record<string, string>;
  /** The command of `release:`, run once before a release goes live. */
  release: string | undefined;
}

/** The process type whose command runs once, before a release goes live. */
export const RELEASE_PHASE = 'release';

/** The longest process type that still fits names of ECS. */
const LONGEST_TYPE = 30;

/**
 * Reads a Procfile: `type: command` on each line; blank lines and lines that start with `#` are passed over.
 * Throws a `Failure` `bad_procfile` that names the line.
 */
export function parseProcfile(text: string): Procfile {
  const processes: Record<string, string> = {};
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const [type, command] = parseLine(line.trim(), index + 1);
    if (Object.hasOwn(processes, type)) throw bad(index + 1, `${type} is declared a second time.`);
    processes[type] = command;
  }
  const { release, ...rest } = processes;
  if (Object.keys(rest).length === 0)
    throw new Failure('bad_procfile', 'The Procfile declares no process.', { hint: HINT });
  return { processes: rest, release };
}

/**
 * Checks processes that were named one by one, as type → command line; the empty line runs the image's own command and
 * becomes null. Throws a `Failure` `bad_process`.
 */
export function checkProcesses(named: Readonly<Record<string, string | null>>): Record<string, string | null> {
  const entries = Object.entries(named).map(([type, line]) => {
    if (!isType(type))
      throw badProcess(`"${type}" cannot name a process; use up to ${LONGEST_TYPE} letters, digits, - and _.`);
    if (/[\0\n\r]/.test(line ?? '')) throw badProcess(`The command of ${type} is more than one line.`);
    if (type === RELEASE_PHASE && !line?.trim()) throw badProcess('The release phase needs a command.');
    return [type, line?.trim() || null] as const;
  });
  if (entries.every(([type]) => type === RELEASE_PHASE)) throw badProcess('No process is named but the release phase.');
  return Object.fromEntries(entries);
}

// Private

const isType = (text: string) => /^[a-z][a-z0-9_-]*$/i.test(text) && text.length <= LONGEST_TYPE;

function badProcess(what: string): Failure {
  return new Failure('bad_process', what, { hint: "Name processes as in  web='node server.js'" });
}

const HINT = 'Write one process a line, such as  web: node server.js';

function parseLine(line: string, number: number): [type: string, command: string] {
  const match = /^([^:\s]+)\s*:\s*(.*)$/.exec(line);
  if (!match) throw bad(number, `"${line}" is not of the form "type: command".`);
  const [, type, command] = match as unknown as [string, string, string];
  if (!isType(type))
    throw bad(number, `"${type}" cannot name a process; use up to ${LONGEST_TYPE} letters, digits, - and _.`);
  if (command === '') throw bad(number, `${type} has no command.`);
  return [type, command];
}

function bad(number: number, what: string): Failure {
  return new Failure('bad_procfile', `Procfile line ${number}: ${what}`, { hint: HINT });
}

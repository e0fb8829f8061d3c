import { Failure } from '../../lib/failure.ts';

/** An environment as clients send it: lines of `NAME=value`, or names with values. */
export type EnvironmentText = string | Record<string, string>;

/** Bytes of a value that a line of the stock client's has room for. */
const LONGEST_LINE = 60_000;

/**
 * An environment as lines of `NAME=value`, by name. The stock client reads them and sends them all back; a value that a line
 * cannot hold is replaced by words that say so, which `environmentAfter` takes for the value as it is.
 */
export function environmentToLines(env: Readonly<Record<string, string>>): string {
  const names = Object.keys(env).sort();
  return names.map((name) => `${name}=${inALine(env[name] as string)}`).join('\n');
}

/**
 * The environment after a client has sent back all of what it was shown, with its changes. What it left as it was is what the
 * environment has by now: defaults of the manifest do not become settings, and what was set meanwhile stays.
 */
export function environmentAfter(
  text: EnvironmentText,
  { shown, now }: Record<'shown' | 'now', Readonly<Record<string, string>>>,
): Record<string, string> {
  const given = typeof text === 'string' ? Object.fromEntries(pairs(text)) : text;
  const untouched = Object.entries(now).filter(([name]) =>
    Object.hasOwn(given, name) ? isAsShown(given[name] as string, shown[name]) : !Object.hasOwn(shown, name),
  );
  const changed = Object.entries(given).filter(([name, value]) => !isAsShown(value, shown[name]));
  return Object.fromEntries([...untouched, ...changed]);
}

// Private

function inALine(value: string): string {
  if (!/[\n\r]/.test(value) && value.length <= LONGEST_LINE) return value;
  return `(${value.split('\n').length} lines, ${value.length} characters: ssh rack env get)`;
}

function isAsShown(value: string, shown: string | undefined): boolean {
  return shown !== undefined && (value === shown || value === inALine(shown));
}

function pairs(text: string): [string, string][] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const at = line.indexOf('=');
    if (at < 1)
      throw new Failure('bad_env', 'A line of the environment is no NAME=value.', {
        hint: 'Values of several lines are set by themselves: ssh rack env set my-app NAME=- < file',
      });
    return [line.slice(0, at).trim(), line.slice(at + 1)];
  });
}

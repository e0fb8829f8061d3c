import { Failure } from '../../lib/failure.ts';
import { nearest } from '../../lib/nearest.ts';

/** What can be chosen of a resource: a parameter of its template. */
export interface ResourceOption {
  /** As people write it: `deletion-protection`. */
  name: string;
  /** As the template has it: `DeletionProtection`. */
  parameter: string;
  description: string;
  standard: string;
  /** The values that there are; undefined: all that fit the rest. */
  allowed?: readonly string[];
  pattern?: string;
  least?: number;
  most?: number;
  /** Only a new resource can have another value. */
  isFixed: boolean;
}

/** Option values by parameter. */
export type Parameters = Readonly<Record<string, string>>;

/** `DeletionProtection` → `deletion-protection` */
export function optionName(parameter: string): string {
  return parameter.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

/** The parameters that options give, whichever way they are written. Throws a `Failure` that names the one that cannot be. */
export function parametersOf(options: readonly ResourceOption[], given: Readonly<Record<string, string>>): Parameters {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const option = optionOf(options, name);
      return [option.parameter, checked(option, value)];
    }),
  );
}

/** Throws a `Failure` `option_fixed` where a value differs that only a new resource can have. */
export function refuseFixed(options: readonly ResourceOption[], before: Parameters, after: Parameters): void {
  const differs = ({ parameter, isFixed }: ResourceOption) =>
    isFixed && parameter in after && after[parameter] !== (before[parameter] ?? '');
  const fixed = options.find(differs);
  if (!fixed) return;
  throw new Failure('option_fixed', `${fixed.name} cannot be changed: only a new resource can have another one.`, {
    hint: 'Make a new one, or restore a backup into one: ssh rack resources restore NAME BACKUP --as NEW',
  });
}

// Private

function optionOf(options: readonly ResourceOption[], word: string): ResourceOption {
  const option = options.find(({ name, parameter }) => name === word.toLowerCase() || parameter === word);
  if (option) return option;
  const names = options.map(({ name }) => name);
  const near = nearest(word, names);
  throw new Failure('unknown_option', `There is no option "${word}".`, {
    hint: near ? `Did you mean ${near}?` : names.length > 0 ? `There are ${names.join(', ')}.` : 'This kind has none.',
  });
}

function checked(option: ResourceOption, value: string): string {
  const { name, allowed, pattern, least, most } = option;
  if (allowed) return oneOf(name, allowed, value);
  if (least !== undefined || most !== undefined) return numberIn(name, { least, most }, value);
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value))
    throw badOption(`${name} is "${value}", which does not look like one.`, `As in ${option.standard || pattern}.`);
  return value;
}

const ANSWERS: Readonly<Record<string, string>> = { on: 'Yes', true: 'Yes', off: 'No', false: 'No' };

function oneOf(name: string, allowed: readonly string[], value: string): string {
  const word = ANSWERS[value.toLowerCase()] ?? value;
  const found = allowed.find((each) => each.toLowerCase() === word.toLowerCase());
  if (found !== undefined) return found;
  throw badOption(`${name} is "${value}".`, `Use ${allowed.join(' or ').toLowerCase()}.`);
}

function numberIn(
  name: string,
  { least = 0, most = Number.MAX_SAFE_INTEGER }: { least: number | undefined; most: number | undefined },
  value: string,
): string {
  if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) return `${Number(value)}`;
  throw badOption(`${name} is "${value}".`, `Use a number from ${least} to ${most}.`);
}

function badOption(message: string, hint: string): Failure {
  return new Failure('bad_option', message, { hint });
}

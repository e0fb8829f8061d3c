import { AwsError, type Input } from './service.ts';

/** What a string, list or number member must be; the names are those of AWS's own constraint messages. */
export interface Constraint {
  required?: boolean;
  /** Length of strings and lists. */
  min?: number;
  max?: number;
  pattern?: RegExp;
  oneOf?: readonly string[];
  /** The value of numbers. */
  atLeast?: number;
  atMost?: number;
}

/** Throws what AWS JSON services answer when members break their constraints; most call it `ValidationException`. */
export function check(
  input: Input,
  constraints: Readonly<Record<string, Constraint>>,
  code = 'ValidationException',
): void {
  const broken = Object.entries(constraints).flatMap(([name, constraint]) => {
    const reason = violation(input[name], constraint);
    return reason ? [`${shown(input[name])} at '${camel(name)}' failed to satisfy constraint: ${reason}`] : [];
  });
  if (broken.length > 0) throw new AwsError(code, sentence(broken));
}

// Private

function violation(value: unknown, constraint: Constraint): string | undefined {
  if (value === undefined || value === null) return constraint.required ? 'Member must not be null' : undefined;
  if (typeof value === 'number') return numberViolation(value, constraint);
  const { length } = value as string | unknown[];
  if (length < (constraint.min ?? 0)) return `Member must have length greater than or equal to ${constraint.min}`;
  if (length > (constraint.max ?? Infinity)) return `Member must have length less than or equal to ${constraint.max}`;
  if (typeof value === 'string') return stringViolation(value, constraint);
  return undefined;
}

function numberViolation(value: number, { atLeast = -Infinity, atMost = Infinity }: Constraint): string | undefined {
  if (value < atLeast) return `Member must have value greater than or equal to ${atLeast}`;
  if (value > atMost) return `Member must have value less than or equal to ${atMost}`;
  return undefined;
}

function stringViolation(value: string, { pattern, oneOf }: Constraint): string | undefined {
  if (pattern && !pattern.test(value)) {
    return `Member must satisfy regular expression pattern: ${pattern.source.replace(/^\^|\$$/g, '')}`;
  }
  if (oneOf && !oneOf.includes(value)) return `Member must satisfy enum value set: [${oneOf.join(', ')}]`;
  return undefined;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'Value null';
  if (typeof value === 'string' || typeof value === 'number') return `Value '${String(value).slice(0, 200)}'`;
  const isOfTexts = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return isOfTexts ? `Value '[${value.join(', ').slice(0, 200)}]'` : 'Value';
}

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function sentence(broken: string[]): string {
  return `${broken.length} validation error${broken.length > 1 ? 's' : ''} detected: ${broken.join('; ')}`;
}

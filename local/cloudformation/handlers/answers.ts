import { AwsError } from '../../endpoint/service.ts';
import type { Properties } from './handler.ts';

/** The same members without those that are undefined: what a caller left out stays left out. */
export function defined(members: Properties): Properties {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** The named members of some properties, where they are there. */
export function pick(properties: Properties, names: readonly string[]): Properties {
  return defined(Object.fromEntries(names.map((name) => [name, properties[name]])));
}

/** A number that a template may have written as text. */
export function number(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** A boolean that a template may have written as text. */
export function boolean(value: unknown): boolean | undefined {
  return value === undefined ? undefined : String(value) === 'true';
}

/** A policy document as the APIs take it: JSON text. */
export function documentText(document: unknown): string {
  return typeof document === 'string' ? document : JSON.stringify(document);
}

/** True for the many errors by which services say that a thing is not there. */
export function isGone(error: unknown): boolean {
  return error instanceof AwsError && /NotFound|NoSuch|NonExistent|NotExist|ServiceNotActive/.test(error.code);
}

/** The answer, or undefined when the thing is not there. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The answer, or undefined when the call was refused with one of these codes. */
export async function unless<T>(codes: RegExp, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsError && codes.test(error.code)) return undefined;
    throw error;
  }
}

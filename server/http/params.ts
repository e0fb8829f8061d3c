import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../../lib/failure.ts';
import { nearest } from '../../lib/nearest.ts';
import { FORM, type Members } from './form.ts';

/** One thing that a request may say, declared once: for its check, and for openapi.yml. */
export type Param = TextParam | IntegerParam | OtherParam;

interface ParamWords {
  what: string;
  /** Where clients send it: in the body unless told. A header is read for it only where one is named. */
  in?: 'query' | 'header';
  required?: true;
}

interface TextParam extends ParamWords {
  type: 'text';
  /** Characters; a thousand unless told. */
  most?: number;
  values?: readonly string[];
}

interface IntegerParam extends ParamWords {
  type: 'integer';
  least: number;
  most: number;
}

interface OtherParam extends ParamWords {
  /**
   * `list`: `a,b`, in JSON an array; `map`: `a=1&b=2`, encoded as a URL is, in JSON an object; `lines`: `A=1` on each line, in
   * JSON an object; `duration`: `1h30m`, `90s`, or seconds.
   */
  type: 'boolean' | 'list' | 'map' | 'lines' | 'duration';
}

export type Params = Readonly<Record<string, Param>>;

interface Values {
  text: string;
  integer: number;
  boolean: boolean;
  list: string[];
  map: Record<string, string>;
  lines: string | Record<string, string>;
  /** Seconds. */
  duration: number;
}

/** What a request said, by its declaration. */
export type Given<P extends Params> = {
  [Name in keyof P]: P[Name] extends { required: true } ? Values[P[Name]['type']] : Values[P[Name]['type']] | undefined;
};

/** Where a request says things. */
export interface Said {
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Members;
}

/** Reads what a request says: from its body, its query, then from the header of the same name where one is declared. */
export function read<P extends Params>(params: P, said: Said): Given<P> {
  refuseUnknown(params, said);
  const entries = Object.entries(params).map(([name, param]) => [name, readOne(name, param, said)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Given<P>;
}

// Private

/** Characters of a text that has no limit of its own. */
export const LONGEST_TEXT = 1000;

/** Characters of a map, a list or lines, which may be a whole environment. */
export const LONGEST_LIST = 512 * 1024;

function readOne(name: string, param: Param, { query, headers, body }: Said): unknown {
  const header = param.in === 'header' ? headers[name.toLowerCase()] : undefined;
  const raw = body.get(name) ?? query.get(name) ?? header;
  if (raw === undefined || raw === null) {
    if (param.required) throw missing(name);
    return undefined;
  }
  return READERS[param.type](name, raw, param);
}

const READERS: Readonly<Record<Param['type'], (name: string, raw: unknown, param: Param) => unknown>> = {
  text: readText,
  integer: readInteger,
  boolean: readBoolean,
  list: readList,
  map: readMap,
  lines: readLines,
  duration: readDuration,
};

function readText(name: string, raw: unknown, param: Param): string {
  const { values, most = LONGEST_TEXT } = param as TextParam;
  if (typeof raw !== 'string') throw bad(name, 'a text');
  if (raw.includes('\0')) throw bad(name, 'a text without a zero byte');
  if (values && !values.includes(raw)) throw bad(name, `one of ${values.join(', ')}`);
  if (raw.length > most) throw bad(name, `no longer than ${most} characters`);
  return raw;
}

function readInteger(name: string, raw: unknown, param: Param): number {
  const { least, most } = param as IntegerParam;
  const value = typeof raw === 'string' && /^-?\d{1,15}$/.test(raw) ? Number(raw) : raw;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw bad(name, `a whole number from ${least} to ${most}`);
}

function readBoolean(name: string, raw: unknown): boolean {
  if (typeof raw === 'boolean') return raw;
  if (raw === 'true' || raw === '1') return true;
  if (raw === 'false' || raw === '0') return false;
  throw bad(name, 'true or false');
}

function readList(name: string, raw: unknown): string[] {
  const items = typeof raw === 'string' ? raw.split(',').filter((item) => item !== '') : raw;
  if (Array.isArray(items) && items.every((item) => typeof item === 'string') && fits(items)) return items;
  throw bad(name, 'a list of texts');
}

function readMap(name: string, raw: unknown): Record<string, string> {
  if (typeof raw === 'string' && raw.length <= LONGEST_LIST) return Object.fromEntries(new URLSearchParams(raw));
  return readObject(name, raw);
}

function readLines(name: string, raw: unknown): string | Record<string, string> {
  if (typeof raw === 'string' && raw.length <= LONGEST_LIST) return raw;
  return readObject(name, raw);
}

function readObject(name: string, raw: unknown): Record<string, string> {
  const isObject = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  if (isObject && Object.values(raw).every((value) => typeof value === 'string') && fits(Object.entries(raw).flat()))
    return raw as Record<string, string>;
  throw bad(name, 'names with texts');
}

const fits = (texts: readonly string[]) => texts.reduce((sum, { length }) => sum + length, 0) <= LONGEST_LIST;

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Seconds of the longest time that anybody means: a hundred years. */
const LONGEST_TIME = 100 * 365 * 86_400;

function readDuration(name: string, raw: unknown): number {
  const spoken = `${raw}`.slice(0, 100);
  const parts = [...spoken.matchAll(/(\d{1,12}(?:\.\d{1,9})?)(ms|h|m|s)/g)];
  const isWhole = parts.map(([part]) => part).join('') === spoken;
  const seconds = /^\d{1,12}$/.test(spoken)
    ? Number(spoken)
    : parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit as string] as number), 0);
  if ((isWhole || /^\d+$/.test(spoken)) && spoken !== '' && seconds <= LONGEST_TIME) return seconds;
  throw bad(name, 'a duration as 1h30m, 5m or 10s');
}

/** A word that nobody reads is most often a misspelt one. */
function refuseUnknown(params: Params, { query, body }: Said): void {
  const unknown = [...body.keys(), ...query.keys()].find((name) => !Object.hasOwn(params, name));
  if (unknown === undefined) return;
  const near = nearest(unknown.slice(0, 100), Object.keys(params));
  const known = Object.keys(params).join(', ');
  throw new Failure('unknown_param', `"${unknown.slice(0, 100)}" is not known here.`, {
    hint: near ? `Did you mean ${near}?` : known ? `There are ${known}.` : 'This request takes nothing.',
  });
}

function missing(name: string): Failure {
  return new Failure('param_missing', `${name} is missing.`, {
    hint: `Send it in a form (${FORM}), or as a member of a JSON object.`,
  });
}

function bad(name: string, wanted: string): Failure {
  return new Failure('bad_param', `${name} must be ${wanted}.`);
}

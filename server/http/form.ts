import type { Readable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';
import { readBody } from './body.ts';

/** The members of a body, by name. In a map, so that `toString` and `__proto__` are no members. */
export type Members = ReadonlyMap<string, unknown>;

/** The content type of forms. */
export const FORM = 'application/x-www-form-urlencoded';

/** Bytes of the longest body that is a form or a JSON object: an environment fits with room to spare. */
export const MOST_FORM = 1024 * 1024;

/** Reads the members of a body that is a form or a JSON object. An empty one has none, whatever its type. */
export async function readForm(body: Readable, contentType: string | undefined): Promise<Members> {
  const bytes = await readBody(body);
  if (bytes.length === 0) return new Map();
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === FORM) return parseForm(textOf(bytes));
  if (type === 'application/json') return new Map(Object.entries(parseObject(textOf(bytes))));
  throw new Failure('unsupported_type', `The content type is ${contentType ?? 'not told'}.`, {
    hint: `Send a form (${FORM}) or JSON (application/json).`,
  });
}

/** A JSON object. Throws a `Failure` `bad_body` for any other text. */
export function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  throw new Failure('bad_body', 'The body is no JSON object.');
}

// Private

/** As `URLSearchParams`, but bytes that are no UTF-8 text are refused instead of replaced: a value must not change on its way. */
function parseForm(text: string): Members {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
      return [decoded(name), decoded(value)] as const;
    }),
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw notText();
  }
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notText();
  }
}

function notText(): Failure {
  return new Failure('bad_body', 'The body has bytes that are no UTF-8 text.');
}

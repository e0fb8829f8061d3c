import { parse, TomlDate, TomlError, type TomlTable, type TomlValue } from 'smol-toml';
import { Failure } from '../lib/failure.ts';

export type { TomlTable, TomlValue };

/** What a TOML file says. Throws a `Failure` `bad_toml` that names the file and the line. */
export function parseToml(text: string, file: string): TomlTable {
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [why] = cause.message.replace('Invalid TOML document: ', '').split('\n');
    throw new Failure('bad_toml', `${file} line ${cause.line}: ${why}.`, {
      hint: `Mend ${file}, commit and push again.`,
      cause,
    });
  }
}

/** The table at a path of keys, such as `tool`, `poetry`; an empty one when it is not there. */
export function tableAt(table: TomlTable, ...keys: readonly string[]): TomlTable {
  let found: TomlValue | undefined = table;
  for (const key of keys) found = isTable(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return isTable(found) ? found : {};
}

/** Whether a value is a table, and neither a list nor a date. */
export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof TomlDate);
}

/** The texts of a list, without what else is in it. */
export function texts(value: TomlValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

import { parse } from 'yaml';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { Tree } from '../plan.ts';

/** What of a deno.json matters here. */
export interface DenoConfig {
  tasks?: Readonly<Record<string, Task>>;
  importMap?: string;
  nodeModulesDir?: unknown;
  workspace?: unknown;
}

/** A command line, or one with what must run before. */
export type Task = string | { command?: string; dependencies?: readonly string[] };

export const CONFIGS = ['deno.json', 'deno.jsonc'];

/** Reads the configuration: JSON with comments and trailing commas. Throws a `Failure` `bad_deno_json`. */
export async function readConfig(tree: Tree, files: ReadonlySet<string>): Promise<DenoConfig> {
  const file = CONFIGS.find((each) => files.has(each));
  if (file === undefined) return {};
  try {
    return Object(parse(withoutComments((await tree.read(file)) ?? '')));
  } catch (cause) {
    throw new Failure('bad_deno_json', `${file} is no valid JSON: ${messageOf(cause)}`, {
      hint: `Mend ${file}, commit and push again.`,
    });
  }
}

// Private

/** What is left is YAML too. Strings are skipped, for they hold addresses with two slashes; what is not closed ends with the text. */
function withoutComments(text: string): string {
  const pattern = /("(?:\\.|[^"\\])*(?:"|$))|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
  return text
    .replace(/^\uFEFF/, '')
    .replace(pattern, (_all, string?: string) => string ?? ' ')
    .replaceAll('\t', ' ');
}

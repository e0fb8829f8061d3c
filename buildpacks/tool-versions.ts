import type { Tree, VersionPin } from './plan.ts';
import { isTable, parseToml, tableAt } from './toml.ts';

/** Where asdf and mise are told versions, in the order in which these files are asked. */
const MISE_FILES = ['mise.toml', '.mise.toml'];

/** What .tool-versions or mise.toml ask of a tool, by the names that it has there (`golang`, `go`). */
export async function toolVersion(
  tree: Tree,
  files: ReadonlySet<string>,
  names: readonly string[],
): Promise<VersionPin | undefined> {
  for (const file of ['.tool-versions', ...MISE_FILES]) {
    if (!files.has(file)) continue;
    const text = (await tree.read(file)) ?? '';
    const wanted = file === '.tool-versions' ? inToolVersions(text, names) : inMise(text, file, names);
    if (wanted !== undefined) return { wanted, from: file };
  }
  return undefined;
}

// Private

const withoutComment = (line: string) => line.replace(/#.*/, '').trim();

/** `golang 1.22.5 1.21.0`: the first is the one in use. */
function inToolVersions(text: string, names: readonly string[]): string | undefined {
  const lines = text.split('\n').map((line) => withoutComment(line).split(/\s+/));
  return lines.find(([name, version]) => names.includes(name!) && version !== undefined)?.[1];
}

/** `go = "1.22"`, `go = ["1.22"]` and `go = { version = "1.22" }`, in the table `[tools]`. */
function inMise(text: string, file: string, names: readonly string[]): string | undefined {
  const tools = tableAt(parseToml(text, file), 'tools');
  const told = names.map((name) => tools[name]).find((each) => each !== undefined);
  const version = Array.isArray(told) ? told[0] : isTable(told) ? told.version : told;
  return typeof version === 'string' ? version : undefined;
}

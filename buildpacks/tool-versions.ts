import type { Tree, VersionPin } from './plan.ts';

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
    const wanted = file === '.tool-versions' ? inToolVersions(text, names) : inMise(text, names);
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
function inMise(text: string, names: readonly string[]): string | undefined {
  const lines = text.split('\n').map(withoutComment);
  const from = lines.indexOf('[tools]') + 1;
  if (from === 0) return undefined;
  const to = lines.findIndex((line, at) => at >= from && line.startsWith('['));
  for (const line of lines.slice(from, to < 0 ? undefined : to)) {
    const [, name, value] = /^["']?([\w.:/-]+?)["']?\s*=\s*(.+)$/.exec(line) ?? [];
    const version = /^(?:\[\s*|\{.*version\s*=\s*)?["']([^"']+)["']/.exec(value ?? '')?.[1];
    if (name !== undefined && names.includes(name) && version !== undefined) return version;
  }
  return undefined;
}

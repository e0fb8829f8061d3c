import type { CommitSource, TreeEntry } from '../source.ts';

/** What a .gitmodules says of one submodule. */
export interface Declared {
  path: string;
  url: string | undefined;
  /** True for `update = none`: nobody wants it fetched. */
  isOptional: boolean;
}

/** Path → what .gitmodules says; undefined when git cannot read the file. A link is none, as for git. */
export async function readGitmodules(
  source: CommitSource,
  entries: readonly TreeEntry[],
): Promise<Map<string, Declared> | undefined> {
  const file = entries.find(({ path, kind }) => path === '.gitmodules' && kind === 'file');
  const settings = file ? await source.configuration(file.id) : [];
  if (!settings) return undefined;
  const named = new Map<string, Record<string, string>>();
  for (const [key, value] of settings) {
    const [, name, setting] = /^submodule\.(.*)\.([^.]+)$/s.exec(key) ?? [];
    if (name !== undefined) named.set(name, { ...named.get(name), [setting!]: value ?? '' });
  }
  const all = [...named.values()].filter(({ path }) => path !== undefined);
  return new Map(all.map((each) => [each.path!, declared(each)]));
}

// Private

function declared({ path, url, update }: Record<string, string>): Declared {
  return { path: path!.replace(/\/+$/, ''), url, isOptional: update === 'none' };
}

import type { Input } from '../service.ts';

/**
 * A form body as AWS's query protocols write it, as nested members: `Tags.member.1.Key=a` → `{ Tags: [{ Key: 'a' }] }`. Some
 * services have other words than `member` for the items of some lists: `listItems` tells them by the lists' names.
 */
export function parseForm(body: string, listItems: Readonly<Record<string, string>> = {}): Input {
  const tree: Branch = new Map();
  for (const [name, value] of new URLSearchParams(body)) plant(tree, name.split('.'), value);
  const itemOf = (list: string) => (Object.hasOwn(listItems, list) ? listItems[list] : undefined) ?? 'member';
  return grow(tree, '', itemOf) as Input;
}

// Private

type Branch = Map<string, Branch | string>;

function plant(tree: Branch, path: string[], value: string): void {
  let branch = tree;
  for (const segment of path.slice(0, -1)) {
    const next = branch.get(segment);
    if (next instanceof Map) branch = next;
    else {
      const made: Branch = new Map();
      branch.set(segment, made);
      branch = made;
    }
  }
  branch.set(path.at(-1) as string, value);
}

type ItemOf = (list: string) => string;

function grow(branch: Branch | string, own: string, itemOf: ItemOf): unknown {
  if (typeof branch === 'string') return branch;
  const member = branch.get('member') ?? branch.get(itemOf(own));
  if (branch.size === 1 && member instanceof Map && isList(member)) return items(member, itemOf);
  if (isList(branch)) return items(branch, itemOf);
  // Without a prototype, so that a member called `__proto__` is only a name.
  const object: Record<string, unknown> = Object.create(null);
  for (const [name, value] of branch) object[name] = grow(value, name, itemOf);
  return object;
}

function isList(branch: Branch): boolean {
  return branch.size > 0 && [...branch.keys()].every((key) => /^\d+$/.test(key));
}

function items(branch: Branch, itemOf: ItemOf): unknown[] {
  return [...branch.entries()].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => grow(value, '', itemOf));
}

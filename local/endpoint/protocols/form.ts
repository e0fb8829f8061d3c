import type { Input } from '../service.ts';

/** A form body as AWS's query protocols write it, as nested members: `Tags.member.1.Key=a` → `{ Tags: [{ Key: 'a' }] }`. */
export function parseForm(body: string): Input {
  const tree: Branch = new Map();
  for (const [name, value] of new URLSearchParams(body)) plant(tree, name.split('.'), value);
  return grow(tree) as Input;
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

function grow(branch: Branch | string): unknown {
  if (typeof branch === 'string') return branch;
  const member = branch.get('member');
  if (branch.size === 1 && member instanceof Map && isList(member)) return items(member);
  if (isList(branch)) return items(branch);
  // Without a prototype, so that a member called `__proto__` is only a name.
  const object: Record<string, unknown> = Object.create(null);
  for (const [name, value] of branch) object[name] = grow(value);
  return object;
}

function isList(branch: Branch): boolean {
  return branch.size > 0 && [...branch.keys()].every((key) => /^\d+$/.test(key));
}

function items(branch: Branch): unknown[] {
  return [...branch.entries()].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => grow(value));
}

import { isTable, type TomlTable, tableAt } from '../toml.ts';

/** The packages that an app asks for or has locked, by name, with their extras. */
export class Dependencies {
  private readonly extras = new Map<string, Set<string>>();

  /** Takes requirements such as `Flask[async]>=3`. */
  constructor(requirements: readonly string[]) {
    for (const requirement of requirements) {
      const [, name, extras] = /^\s*([\w.-]+)\s*(?:\[([^\]]*)\])?/.exec(requirement) ?? [];
      if (name !== undefined) this.add(normal(name), extras?.split(',') ?? []);
    }
  }

  has(name: string, extra?: string): boolean {
    const extras = this.extras.get(name);
    return extras !== undefined && (extra === undefined || extras.has(extra));
  }

  // Private

  private add(name: string, extras: readonly string[]): void {
    const known = this.extras.get(name) ?? new Set();
    for (const extra of extras) known.add(extra.trim().toLowerCase());
    this.extras.set(name, known);
  }
}

/** The names in a lockfile of uv, Poetry: `[[package]]`. */
export function lockedNames(lock: TomlTable): string[] {
  const packages = Array.isArray(lock.package) ? lock.package : [];
  return packages.flatMap((each) => (typeof each === 'object' && 'name' in each ? [String(each.name)] : []));
}

/** The packages that a Pipfile asks for in production. */
export function pipfileNames(pipfile: TomlTable): string[] {
  return Object.entries(tableAt(pipfile, 'packages')).map(([name, value]) => {
    const { extras } = isTable(value) ? value : {};
    return `${name}[${Array.isArray(extras) ? extras.join(',') : ''}]`;
  });
}

// Private

/** One name for all ways to write it, as PEP 503 has it. */
function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

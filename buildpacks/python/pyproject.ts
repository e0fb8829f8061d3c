import { isTable, parseToml, type TomlTable, tableAt, texts } from '../toml.ts';

/** What of a pyproject.toml matters here. */
export interface Pyproject {
  /** The name of the project, as a module has it: `my_app`. */
  module: string | undefined;
  /** `requires-python`, or Poetry's own way to say it. */
  python: { wanted: string; field: string } | undefined;
  /** The requirements of production: `Django[argon2]>=5`. */
  dependencies: readonly string[];
  /** Whether it names a project, and is not only the settings of tools. */
  isProject: boolean;
  /** Whether Poetry's own tables describe it. */
  isPoetry: boolean;
  /** Whether the project itself is a package that is installed. */
  isPackage: boolean;
  /** Whether an install reads more of the tree than this file and the lockfile. */
  readsSources: boolean;
}

/** The pyproject.toml in this text; throws a `Failure` `bad_toml` when it is no TOML. */
export function parsePyproject(text: string): Pyproject {
  const file = parseToml(text, 'pyproject.toml');
  const [project, poetry, uv] = [
    tableAt(file, 'project'),
    tableAt(file, 'tool', 'poetry'),
    tableAt(file, 'tool', 'uv'),
  ];
  const name = project.name ?? poetry.name;
  return {
    module: typeof name === 'string' ? moduleOf(name) : undefined,
    python: pythonOf(project, poetry),
    dependencies: [...texts(project.dependencies), ...poetryNames(poetry)],
    isProject: Object.keys(project).length > 0 || Object.keys(poetry).length > 0,
    isPoetry: Object.keys(poetry).length > 0,
    isPackage: uv.package === true || (uv.package !== false && isTable(file['build-system'])),
    readsSources: isDynamic(project) || isTable(uv.workspace) || hasPaths(uv.sources) || hasPaths(poetry.dependencies),
  };
}

// Private

/** Undefined for what is the name of no module, and so of no folder to look into. */
function moduleOf(name: string): string | undefined {
  const module = name.toLowerCase().replace(/[-.]+/g, '_');
  return /^\w+$/.test(module) ? module : undefined;
}

function pythonOf(project: TomlTable, poetry: TomlTable): Pyproject['python'] {
  const required = project['requires-python'];
  if (typeof required === 'string') return { wanted: required, field: 'requires-python' };
  const python = tableAt(poetry, 'dependencies').python;
  return typeof python === 'string' ? { wanted: python, field: 'tool.poetry.dependencies' } : undefined;
}

function poetryNames(poetry: TomlTable): string[] {
  const entries = Object.entries(tableAt(poetry, 'dependencies')).filter(([name]) => name !== 'python');
  return entries.map(([name, value]) => `${name}[${isTable(value) ? texts(value.extras).join(',') : ''}]`);
}

/** What the project's own code computes: its version, its dependencies. */
function isDynamic(project: TomlTable): boolean {
  return texts(project.dynamic).length > 0;
}

/** Whether some dependency lies in the tree: `{ path = "lib" }`, `{ workspace = true }`. */
function hasPaths(dependencies: TomlTable[string] | undefined): boolean {
  const values = isTable(dependencies) ? Object.values(dependencies).flat() : [];
  return values.some((value) => isTable(value) && (value.path !== undefined || value.workspace === true));
}

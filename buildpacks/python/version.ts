import { Failure } from '../../lib/failure.ts';
import type { Tree, VersionPin } from '../plan.ts';
import { isTable, parseToml, tableAt } from '../toml.ts';
import type { Pyproject } from './pyproject.ts';
import { parseSpecifier } from './specifier.ts';

/** The Python that apps get which ask for none. Moves once a year, with a changelog entry. */
export const STANDARD = '3.13';

/** Where a request was found, for the sentence that refuses it. */
interface Found {
  wanted: string;
  from: string;
  line?: number | undefined;
}

/**
 * The Python version an app asks for: environment, .python-version, runtime.txt, pyproject.toml, Pipfile, .tool-versions,
 * mise.toml, else the standard. Throws a `Failure` `bad_python_version` that names the file and the line.
 */
export async function pythonPin(
  tree: Tree,
  pyproject: Pyproject | undefined,
  env: Readonly<Record<string, string>>,
): Promise<VersionPin> {
  const found = await find(tree, pyproject, env);
  if (!found) return { wanted: STANDARD, from: 'no version asked for: the standard' };
  const wanted = found.wanted.trim().replace(/^python-(?=\d)/, '');
  if (parseSpecifier(wanted)) return { wanted, from: found.from };
  throw notUnderstood(found);
}

// Private

async function find(
  tree: Tree,
  pyproject: Pyproject | undefined,
  env: Readonly<Record<string, string>>,
): Promise<Found | undefined> {
  if (env.PYTHON_VERSION) return { wanted: env.PYTHON_VERSION, from: 'PYTHON_VERSION in the environment' };
  const read = async (file: string, look: (text: string, file: string) => Found | undefined) => {
    const text = await tree.read(file);
    return text === undefined ? undefined : look(text, file);
  };
  return (
    (await read('.python-version', onlyLine)) ??
    (await read('runtime.txt', onlyLine)) ??
    (pyproject?.python && { wanted: pyproject.python.wanted, from: `${pyproject.python.field} in pyproject.toml` }) ??
    (await read('Pipfile', inPipfile)) ??
    (await read('.tool-versions', inToolVersions)) ??
    (await read('mise.toml', inMise))
  );
}

/** The one line of a file that is no comment. Some tools take several versions; an app has one. */
function onlyLine(text: string, file: string): Found {
  const lines = text.replace(/^\uFEFF/, '').split('\n').map((each, at) => ({ wanted: each.replace(/(^|\s)#.*/, '').trim(), from: file, line: at + 1 })); // biome-ignore format: one glance
  const [first, second] = lines.filter(({ wanted }) => wanted !== '');
  if (first && !second) return first;
  throw new Failure('bad_python_version', `${file} names ${first ? 'several Python versions' : 'no Python version'}.`, {
    hint: `Leave one line in ${file}, such as  ${example(file)}`,
  });
}

function inPipfile(text: string, file: string): Found | undefined {
  const requires = tableAt(parseToml(text, file), 'requires');
  const field = ['python_full_version', 'python_version'].find((each) => typeof requires[each] === 'string');
  return field === undefined ? undefined : { wanted: String(requires[field]), from: `${field} in ${file}` };
}

function inToolVersions(text: string, file: string): Found | undefined {
  const line = text.split('\n').findIndex((each) => /^\s*python\s/.test(each));
  const wanted = text.split('\n')[line]?.trim().split(/\s+/)[1];
  return wanted === undefined ? undefined : { wanted, from: file, line: line + 1 };
}

/** `latest` is what an app without a request gets. */
function inMise(text: string, file: string): Found | undefined {
  const [python] = [tableAt(parseToml(text, file), 'tools').python].flat();
  const wanted = isTable(python) ? python.version : python;
  if (wanted === undefined || wanted === 'latest') return undefined;
  return { wanted: String(wanted), from: `tools in ${file}` };
}

function notUnderstood({ wanted, from, line }: Found): Failure {
  const where = line === undefined ? from : `${from} line ${line}`;
  return new Failure('bad_python_version', `"${wanted}" is no Python version (${where}).`, {
    hint: `Ask for a line such as  ${example(from)}  or for an exact version; only CPython is built.`,
  });
}

function example(file: string): string {
  return file === 'runtime.txt' ? `python-${STANDARD}` : STANDARD;
}

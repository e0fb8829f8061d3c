/** Holds the room list of ARCHITECTURE.md: who may import whom, who may know the AWS SDK, who may read the environment. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import t from 'tap';
import { projectRoot } from '../lib/root.ts';

/** The programs and what they share. A room may import itself and the rooms named here. */
const PROGRAMS: Record<string, string[]> = {
  lib: [],
  wire: ['lib'],
  buildpacks: ['lib'],
  docker: ['lib'],
  agent: ['lib', 'wire'],
  local: ['lib', 'wire'],
  cli: ['lib', 'wire', 'buildpacks', 'docker'],
  server: ['lib', 'wire', 'buildpacks', 'docker'],
  image: ['lib', 'server', 'agent'],
};

/** The rooms of the server, in layers: a room may import those of the layers before its own. */
const SERVER_LAYERS = [
  ['config', 'model'],
  ['aws'],
  ['git', 'store', 'logs', 'metrics', 'attach'],
  ['deploy'],
  ['resources'],
  ['apps'],
  ['ssh', 'http'],
  ['main'],
];

/** Rooms of one layer that use a room beside them. */
const BESIDE = ['config → model'];

/** Services of local/ meet only through AWS operations; these rooms serve them all. */
const LOCAL_SHARED = ['config', 'store', 'endpoint', 'coverage', 'policy', 'docker', 'images', 'datastores'];

/** What wires the services together may know all of them. */
const LOCAL_WIRING = ['main', 'services', 'docs'];

const AWS_SDK_ROOMS = [/^server\/aws\//, /^agent\/kinesis\.ts$/, /^cli\/(install\/|endpoint\.ts$)/];

/** The readers of the environment. Whoever starts a program may hand it on whole, unread: `...process.env`. */
const ENVIRONMENT_READERS = [/^[a-z]+\/main\.ts$/];

const BANNED_NAMES = ['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'misc', 'shared'];

interface Source {
  /** From the project's root: `server/git/receive.ts`. */
  path: string;
  text: string;
  imports: string[];
}

const sources = Object.keys(PROGRAMS).flatMap(readRoom);

t.ok(sources.length > 100, 'the sources are found');

t.test('programs import only what they share', (t) => {
  const wrong = edges(program, program).filter(({ from, to }) => from !== to && !PROGRAMS[from]?.includes(to));
  t.same(wrong.map(describe), []);
  t.end();
});

t.test('the rooms of the server import those before them', (t) => {
  const layer = (room: string) => SERVER_LAYERS.findIndex((rooms) => rooms.includes(room));
  const allowed = ({ from, to }: Edge) => from === to || layer(to) < layer(from) || BESIDE.includes(`${from} → ${to}`);
  const all = edges(roomOf('server'), roomOf('server'));
  t.same(
    [...new Set(all.flatMap(({ from, to }) => [from, to]))].filter((room) => layer(room) < 0),
    [],
    'every room has a layer',
  );
  t.same(all.filter((edge) => !allowed(edge)).map(describe), []);
  t.end();
});

t.test('the services of local/ do not import each other', (t) => {
  const isFree = ({ from, to }: Edge) => from === to || LOCAL_WIRING.includes(from) || LOCAL_SHARED.includes(to);
  t.same(
    edges(roomOf('local'), roomOf('local'))
      .filter((edge) => !isFree(edge))
      .map(describe),
    [],
  );
  t.end();
});

t.test('there are no cycles', (t) => {
  t.same(cycles(), []);
  t.end();
});

t.test('only few files know the AWS SDK', (t) => {
  const wrong = sources.filter(({ path, imports }) => {
    const isKnowing = imports.some((name) => name.startsWith('@aws-sdk/') || name.startsWith('@smithy/'));
    return isKnowing && !AWS_SDK_ROOMS.some((room) => room.test(path));
  });
  t.same(paths(wrong), []);
  t.end();
});

t.test('only entry points read the environment', (t) => {
  const wrong = sources.filter(({ path, text }) => {
    return /(?<!\.\.\.)\bprocess\.env\b/.test(text) && !ENVIRONMENT_READERS.some((reader) => reader.test(path));
  });
  t.same(paths(wrong), []);
  t.end();
});

t.test('a file is named by what it is', (t) => {
  const words = (path: string) => path.replace(/\.ts$/, '').split(/[/.-]/);
  t.same(paths(sources.filter(({ path }) => words(path).some((word) => BANNED_NAMES.includes(word)))), []);
  t.end();
});

// Private

interface Edge {
  from: string;
  to: string;
  file: string;
  imported: string;
}

function readRoom(room: string): Source[] {
  const names = readdirSync(join(projectRoot, room), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => readSource(join(room, name)));
}

function readSource(path: string): Source {
  const text = readFileSync(join(projectRoot, path), 'utf8');
  const names = [...text.matchAll(/^(?:import|export)\b[^'"`;]*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm)];
  const imports = names.map((match) => (match[1] ?? match[2]) as string);
  return {
    path,
    text,
    imports: imports.map((name) => (name.startsWith('.') ? normalize(join(dirname(path), name)) : name)),
  };
}

/** The imports between the project's files, as seen by two ways of naming where a file belongs. */
function edges(fromOf: (path: string) => string | undefined, toOf: (path: string) => string | undefined): Edge[] {
  return sources.flatMap(({ path, imports }) =>
    imports.flatMap((imported) => {
      const [from, to] = [fromOf(path), toOf(imported)];
      return from !== undefined && to !== undefined ? [{ from, to, file: path, imported }] : [];
    }),
  );
}

function program(path: string): string | undefined {
  const [first, rest] = path.split('/');
  return rest !== undefined && path.endsWith('.ts') ? first : undefined;
}

/** The folder below a program, or the file's name where it lies in the program's own folder. */
function roomOf(of: string): (path: string) => string | undefined {
  return (path) => {
    const [first, room] = path.split('/');
    return first === of && room !== undefined ? basename(room, '.ts') : undefined;
  };
}

/** Groups of files that import each other in a circle (types too: what is circular is not two things), by Tarjan. */
function cycles(): string[][] {
  const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (path: string): void => {
    index.set(path, index.size);
    low.set(path, index.get(path) as number);
    stack.push(path);
    for (const next of importsOf.get(path)?.filter((name) => importsOf.has(name)) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(path, Math.min(low.get(path) as number, low.get(next) as number));
    }
    if (low.get(path) !== index.get(path)) return;
    const group = stack.splice(stack.indexOf(path));
    if (group.length > 1 || importsOf.get(path)?.includes(path)) found.push(group);
  };
  for (const { path } of sources) if (!index.has(path)) visit(path);
  return found;
}

function describe({ file, imported }: Edge): string {
  return `${file} imports ${imported}`;
}

function paths(some: Source[]): string[] {
  return some.map(({ path }) => path);
}

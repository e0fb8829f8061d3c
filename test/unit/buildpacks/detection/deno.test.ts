import t from 'tap';
import { checkRows } from './table.ts';

const config =
  '{ // a comment\n  "imports": { "hono": "https://e.example/hono", },\n\t"tasks": { "start": "deno run -A main.ts" },\n}';
const app = { 'deno.json': config, 'deno.lock': '', 'main.ts': 'Deno.serve(() => new Response())' };
const install = /cp -a \S+ "\$DENO_DIR" && deno install --frozen && rm -rf .*gen/;

checkRows(t, [
  { it: 'deno.json', files: app, is: 'deno, told by deno.json', runtimes: ['deno *, no version asked for: the newest'], runs: [install, /deno cache --frozen main\.ts/], processes: { web: 'deno run -A main.ts' }, kept: ['/home/app/.deno'], notes: [] }, // biome-ignore format: a table
  { it: 'deno.jsonc', files: { 'deno.jsonc': config, 'main.ts': '' }, is: 'deno, told by deno.jsonc', notes: [/no lockfile.*deno\.lock/] }, // biome-ignore format: a table
  { it: 'its lockfile alone', files: { 'deno.lock': '', 'main.ts': '' }, is: 'deno, told by deno.lock' },
  { it: 'with packages of npm in package.json', files: { ...app, 'package.json': '{}' }, is: 'deno, told by deno.json', kept: ['/home/app/.deno', 'node_modules'] }, // biome-ignore format: a table
  { it: 'not where npm is at work', files: { 'deno.json': config, 'package.json': '{}', 'package-lock.json': '', 'server.js': '' }, is: 'node, told by package.json' }, // biome-ignore format: a table
  { it: '.deno-version', files: { ...app, '.deno-version': 'v2.1.0', '.dvmrc': '2.0.0' }, runtimes: ['deno 2.1.0, .deno-version'] }, // biome-ignore format: a table
  { it: '.dvmrc', files: { ...app, '.dvmrc': '2.0.6\n' }, runtimes: ['deno 2.0.6, .dvmrc'] },
  { it: '.tool-versions', files: { ...app, '.tool-versions': 'deno latest' }, runtimes: ['deno *, .tool-versions'] },
  { it: 'the environment', files: { ...app, '.dvmrc': '2.0.6' }, env: { DENO_VERSION: '2.2' }, runtimes: ['deno 2.2, DENO_VERSION in the environment'] }, // biome-ignore format: a table
  { it: 'a task with more than a command runs as a task', files: { ...app, 'deno.json': '{"tasks":{"start":"deno run -A main.ts | cat"}}' }, processes: { web: 'deno task start' } }, // biome-ignore format: a table
  { it: 'a task that needs others', files: { ...app, 'deno.json': '{"tasks":{"start":{"command":"deno run -A main.ts","dependencies":["x"]}}}' }, processes: { web: 'deno task start' } }, // biome-ignore format: a table
  { it: 'a build task', files: { ...app, 'deno.json': '{"tasks":{"build":"x","start":"deno serve -A dist.js"}}' }, runs: [install, /deno task build/] }, // biome-ignore format: a table
  { it: 'a usual file, and that is said', files: { ...app, 'deno.json': '{}' }, processes: { web: 'deno run --allow-all main.ts' }, notes: [/no start task.*all permissions.*main\.ts/] }, // biome-ignore format: a table
  { it: 'a usual file that exports its server', files: { ...app, 'deno.json': '{}', 'main.ts': 'export default { fetch: () => new Response() }' }, processes: { web: 'deno serve --allow-all --port $PORT main.ts' } }, // biome-ignore format: a table
  { it: 'broken deno.json', files: { ...app, 'deno.json': '{"tasks": [' }, fails: ['bad_deno_json', /deno\.json is no valid JSON/] }, // biome-ignore format: a table
]);

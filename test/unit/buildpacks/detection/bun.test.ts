import t from 'tap';
import { checkRows } from './table.ts';

const manifest = (fields: object) => JSON.stringify({ dependencies: { hono: '4' }, ...fields });
const bunStart = { scripts: { start: 'bun index.ts' } };
const newest = 'bun *, no version asked for: the newest';

checkRows(t, [
  { it: 'its lockfile', files: { 'package.json': manifest(bunStart), 'bun.lock': '' }, is: 'bun, told by bun.lock', runtimes: [newest], runs: ['bun install --frozen-lockfile --production'], processes: { web: 'bun index.ts' }, kept: ['node_modules'], notes: [] }, // biome-ignore format: a table
  { it: 'its old lockfile', files: { 'package.json': manifest(bunStart), 'bun.lockb': '' }, is: 'bun, told by bun.lockb' }, // biome-ignore format: a table
  { it: 'package.json names it', files: { 'package.json': manifest({ ...bunStart, packageManager: 'bun@1.2.3' }) }, is: 'bun, told by packageManager in package.json', runtimes: ['bun 1.2.3, packageManager in package.json'], notes: [/no lockfile.*bun\.lock/] }, // biome-ignore format: a table
  { it: 'the start script runs it', files: { 'package.json': manifest(bunStart), 'package-lock.json': '' }, is: 'bun, told by the start script in package.json', runtimes: [newest, 'node 26, no version asked for: the current LTS'], runs: [/^npm ci/] }, // biome-ignore format: a table
  { it: 'the Procfile runs it', files: { 'package.json': manifest({}), Procfile: 'web: PORT=1 bun run a.ts' }, is: 'bun, told by Procfile' }, // biome-ignore format: a table
  { it: 'Node.js besides, for what does not begin with bun', files: { 'package.json': manifest({ scripts: { start: 'next start' } }), 'bun.lock': '' }, runtimes: [newest, 'node 26, no version asked for: the current LTS'] }, // biome-ignore format: a table
  { it: 'Node.js besides, where engines ask for it', files: { 'package.json': manifest({ ...bunStart, engines: { node: '22', bun: '1.1' } }), 'bun.lock': '' }, runtimes: ['bun 1.1, engines in package.json', 'node 22, engines in package.json'] }, // biome-ignore format: a table
  { it: 'another lockfile besides', files: { 'package.json': manifest({}), 'bun.lock': '', 'package-lock.json': '' }, fails: ['two_lockfiles', /package-lock\.json, bun\.lock/] }, // biome-ignore format: a table
  { it: 'packageManager says that it is not Bun', files: { 'package.json': manifest({ packageManager: 'npm@10.0.0' }), 'bun.lock': '', 'package-lock.json': '' }, is: 'node, told by package.json' }, // biome-ignore format: a table
  { it: '.bun-version', files: { 'package.json': manifest(bunStart), 'bun.lock': '', '.bun-version': 'v1.1.30\n', '.tool-versions': 'bun 1.0.0' }, runtimes: ['bun 1.1.30, .bun-version'] }, // biome-ignore format: a table
  { it: '.tool-versions', files: { 'package.json': manifest(bunStart), 'bun.lock': '', '.tool-versions': 'bun 1.0.0' }, runtimes: ['bun 1.0.0, .tool-versions'] }, // biome-ignore format: a table
  { it: 'the environment', files: { 'package.json': manifest(bunStart), 'bun.lock': '', '.bun-version': '1' }, env: { BUN_VERSION: '1.3' }, runtimes: ['bun 1.3, BUN_VERSION in the environment'] }, // biome-ignore format: a table
  { it: 'a build keeps what it needs', files: { 'package.json': manifest({ scripts: { ...bunStart.scripts, build: 'bun build a.ts' } }), 'bun.lock': '' }, runs: ['bun install --frozen-lockfile', 'bun run build'] }, // biome-ignore format: a table
  { it: 'a usual file, and that is said', files: { 'package.json': manifest({}), 'bun.lock': '', 'src/index.ts': '' }, processes: { web: 'bun src/index.ts' }, notes: [/bun src\/index\.ts/] }, // biome-ignore format: a table
  { it: 'set to Node.js, Bun installs', files: { 'package.json': manifest({ scripts: { start: 'node a.js' } }), 'bun.lock': '' }, choice: { languages: ['node'] }, runtimes: ['node 26, no version asked for: the current LTS', newest], runs: [/^bun install/] }, // biome-ignore format: a table
]);

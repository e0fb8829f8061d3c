import t from 'tap';
import { checkRows } from './table.ts';

const pins = {
  'package.json': '{"engines":{"node":"20.x"}}',
  '.nvmrc': 'v18.1.0\n',
  '.node-version': '16',
  '.tool-versions': 'ruby 3\nnodejs 14.2.0\n',
};
const dependent = '{"dependencies":{"a":"1"}}';

checkRows(t, [
  { it: 'engines win over files', files: pins, is: 'node, told by package.json', runtimes: ['node 20.x, engines in package.json'] }, // biome-ignore format: a table
  { it: '.nvmrc is next', files: { ...pins, 'package.json': '{}' }, runtimes: ['node 18.1.0, .nvmrc'] },
  {
    it: '.tool-versions is last',
    files: { 'package.json': '{}', '.tool-versions': pins['.tool-versions'] },
    runtimes: ['node 14.2.0, .tool-versions'],
  },
  {
    it: 'the names of LTS lines',
    files: { 'package.json': '{}', '.nvmrc': 'lts/iron' },
    runtimes: ['node 20, .nvmrc'],
  },
  {
    it: 'the environment wins over all files',
    files: pins,
    env: { NODE_VERSION: '21' },
    runtimes: ['node 21, NODE_VERSION in the environment'],
  },
  {
    it: 'package-lock.json',
    files: { 'package.json': dependent, 'package-lock.json': '' },
    runs: ['npm ci --no-audit --no-fund --omit=dev'],
    notes: [],
  },
  { it: 'no lockfile', files: { 'package.json': dependent }, notes: [/no lockfile/] },
  {
    it: 'yarn classic',
    files: { 'package.json': dependent, 'yarn.lock': '' },
    runs: [/yarn@1$/, /^yarn install --frozen-lockfile/],
  },
  {
    it: 'yarn berry',
    files: { 'package.json': dependent, 'yarn.lock': '__metadata:' },
    runs: [/cli-dist@4$/, /immutable|focus/],
  },
  {
    it: 'the pnpm that wrote the lockfile',
    files: { 'package.json': dependent, 'pnpm-lock.yaml': "lockfileVersion: '6.0'" },
    runs: [/pnpm@8$/, /^pnpm install --frozen-lockfile/],
  },
  {
    it: 'the pnpm that package.json names',
    files: {
      'package.json': '{"packageManager":"pnpm@9.1.0+sha512.x","dependencies":{"a":"1"}}',
      'pnpm-lock.yaml': '',
    },
    runs: [/pnpm@9\.1\.0$/, /^pnpm/],
  },
  {
    it: 'an app without packages installs nothing',
    files: { 'package.json': '{}', 'server.js': '' },
    runs: [],
    kept: [],
    processes: { web: 'node server.js' },
  },
  {
    it: 'a start script runs without npm',
    files: { 'package.json': '{"scripts":{"start":"node a.js"}}' },
    processes: { web: 'node a.js' },
  },
  {
    it: 'unless npm has work of its own',
    files: { 'package.json': '{"scripts":{"start":"node a.js","prestart":"x"}}' },
    processes: { web: 'npm start' },
  },
  { it: 'broken package.json', files: { 'package.json': '{' }, fails: ['bad_package_json', /no valid JSON/] },
]);

import t from 'tap';
import { checkRows } from './table.ts';

const main = 'package main\n\nfunc main() {}\n';
const mod = 'module example.com/shop\n\ngo 1.22\n';
const build = (...packages: string[]) =>
  `mkdir -p bin && GOPATH=/home/app/go go build -trimpath -o bin/ ${packages.join(' ')}`;
const pins = {
  'main.go': main,
  'go.mod': '// +heroku goVersion go1.20\nmodule a\ngo 1.21\ntoolchain go1.22.5\n',
  '.go-version': '1.19.1\n',
  '.tool-versions': 'golang 1.18.2\n',
};

checkRows(t, [
  {
    it: 'go.mod',
    files: { 'go.mod': mod, 'main.go': main, 'templates/a.html': '' },
    is: 'go, told by go.mod',
    runtimes: ['go 1.22, go in go.mod'],
    runs: [build('.')],
    processes: { web: 'bin/shop' },
    kept: [],
    notes: [],
  },
  {
    it: 'Go comes before Node.js',
    files: { 'go.mod': mod, 'main.go': main, 'package.json': '{}' },
    is: 'go, told by go.mod',
  },
  {
    it: 'the environment wins over go.mod',
    files: pins,
    env: { GOVERSION: 'go1.25.1' },
    runtimes: ['go 1.25.1, GOVERSION in the environment'],
  },
  { it: 'Heroku’s comment is next', files: pins, runtimes: ['go 1.20, +heroku goVersion in go.mod'] },
  {
    it: 'toolchain wins over go',
    files: { ...pins, 'go.mod': 'module a\ngo 1.21\ntoolchain go1.22.5' },
    runtimes: ['go 1.22.5, toolchain in go.mod'],
  },
  {
    it: 'toolchain default is none',
    files: { ...pins, 'go.mod': 'module a\ngo 1.21\ntoolchain default' },
    runtimes: ['go 1.21, go in go.mod'],
  },
  { it: '.go-version', files: { ...pins, 'go.mod': 'module a' }, runtimes: ['go 1.19.1, .go-version'] },
  {
    it: '.tool-versions',
    files: { 'go.mod': 'module a', 'main.go': main, '.tool-versions': pins['.tool-versions'] },
    runtimes: ['go 1.18.2, .tool-versions'],
  },
  {
    it: 'mise.toml',
    files: {
      'go.mod': 'module a',
      'main.go': main,
      'mise.toml': '[env]\ngo = "1"\n[tools]\ngo = { version = "1.24" }\n',
    },
    runtimes: ['go 1.24, mise.toml'],
  },
  {
    it: 'no version',
    files: { 'go.mod': 'module a', 'main.go': main },
    runtimes: ['go 1.27, no version asked for: the current Go'],
  },
  {
    it: 'a comment behind a version',
    files: { 'go.mod': 'module "a" // x\ngo 1.21 // y', 'main.go': main },
    runtimes: ['go 1.21, go in go.mod'],
    processes: { web: 'bin/a' },
  },
  {
    it: 'programs in cmd',
    files: { 'go.mod': mod, 'cmd/server/a.go': main, 'cmd/migrate/main.go': main, 'cmd/lib/b.go': 'package lib' },
    runs: [build('./cmd/migrate', './cmd/server')],
    processes: { web: 'bin/server' },
    notes: [/^bin\/migrate is built too; without a Procfile only web runs/],
  },
  {
    it: 'the top and other folders with a main.go, but no examples, tests and other modules',
    files: {
      'go.mod': mod,
      'a.go': main,
      'worker/main.go': main,
      'examples/x/main.go': main,
      'vendor/y/main.go': main,
      'testdata/main.go': main,
      'tools/go.mod': 'module tools',
      'tools/main.go': main,
      'a_test.go': main,
    },
    runs: [build('.', './worker')],
    notes: [/one that is called web or server would run/],
    processes: {},
  },
  {
    it: 'the version of a module is not its name',
    files: { 'go.mod': 'module example.com/shop/v2', 'a.go': main },
    processes: { web: 'bin/shop' },
  },
  {
    it: 'a generator beside a library is no program',
    files: { 'go.mod': mod, 'gen.go': `//go:build ignore\n\n${main}`, 'a.go': 'package shop' },
    fails: ['no_program', /Nothing beside go\.mod.*\+heroku install/],
  },
  {
    it: '+heroku install',
    files: { 'go.mod': `${mod}// +heroku install ./cmd/... ./special\n`, 'cmd/web/a.go': main, 'a.go': main },
    runs: [build('./cmd/...', './special')],
    processes: { web: 'bin/web' },
  },
  {
    it: 'GO_INSTALL_PACKAGE_SPEC wins over it',
    files: { 'go.mod': `${mod}// +heroku install ./cmd/...\n`, 'a.go': main },
    env: { GO_INSTALL_PACKAGE_SPEC: '.' },
    runs: [build('.')],
    processes: { web: 'bin/shop' },
  },
  {
    it: 'a package that is a command of the shell',
    files: { 'go.mod': mod, 'a.go': main },
    env: { GO_INSTALL_PACKAGE_SPEC: '.;id' },
    fails: ['bad_package', /"\.;id" is no package/],
  },
  {
    it: 'a workspace',
    files: {
      'go.work': 'go 1.23\nuse (\n\t./api\n\t./shared // lib\n)\n',
      'api/go.mod': 'module example.com/api',
      'api/main.go': main,
      'shared/go.mod': 'module example.com/shared',
      'shared/a.go': 'package shared',
    },
    is: 'go, told by go.work',
    runtimes: ['go 1.23, go in go.work'],
    runs: [build('./api')],
    processes: { web: 'bin/api' },
  },
  {
    it: 'one file without a module',
    files: { 'main.go': main },
    is: 'go, told by main.go',
    runs: ['mkdir -p bin && GOPATH=/home/app/go GO111MODULE=off go build -trimpath -o bin/web .'],
    processes: { web: 'bin/web' },
    notes: [/no go\.mod.*go mod init/],
  },
  {
    it: 'folders that Go has no import path for are passed over, and reach no shell',
    files: { 'go.mod': mod, 'a.go': main, 'cmd/$(id)/main.go': main, 'cmd/x\nUSER root/main.go': main },
    runs: [build('.')],
  },
  {
    it: 'Heroku’s hooks run around the build',
    files: { 'go.mod': mod, 'a.go': main, 'bin/go-pre-compile': '', 'bin/go-post-compile': '' },
    runs: ['bash bin/go-pre-compile', build('.'), 'bash bin/go-post-compile'],
  },
]);

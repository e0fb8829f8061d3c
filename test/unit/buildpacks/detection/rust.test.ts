import t from 'tap';
import { checkRows } from './table.ts';

const cargo = (more = '') => `[package]\nname = "shop"\nversion = "0.1.0"\n${more}`;
const build = (flags: string, ...names: string[]) =>
  [
    'touch -r Cargo.toml /tmp/pushed && find . -type f -exec touch {} +',
    `CARGO_HOME=/home/app/.cargo CARGO_TARGET_DIR=/home/app/target cargo build --release${flags} --bins`,
    `install -Dt target/release ${names.map((name) => `/home/app/target/release/${name}`).join(' ')}`,
    'find . -exec touch -hr /tmp/pushed {} +',
  ].join(' && ');
const app = { 'Cargo.toml': cargo(), 'Cargo.lock': '', 'src/main.rs': '' };
const pins = {
  ...app,
  'Cargo.toml': cargo('rust-version = "1.70"\n'),
  'rust-toolchain.toml': '[toolchain]\nchannel = "1.85"\nprofile = "minimal"\n',
  '.tool-versions': 'rust 1.63.0\n',
};

checkRows(t, [
  {
    it: 'one program',
    files: { ...app, 'package.json': '{}' },
    is: 'rust, told by Cargo.toml',
    runtimes: ['rust stable, no version asked for: the newest'],
    runs: [build(' --locked', 'shop')],
    processes: { web: 'target/release/shop' },
    kept: [],
    notes: [],
  },
  {
    it: 'the environment wins over all files',
    files: pins,
    env: { RUST_VERSION: '1.90' },
    runtimes: ['rust 1.90, RUST_VERSION in the environment'],
  },
  { it: 'rust-toolchain.toml is next', files: pins, runtimes: ['rust 1.85, channel in rust-toolchain.toml'] },
  {
    it: 'rust-toolchain in its old form',
    files: { ...pins, 'rust-toolchain': '1.84.1-x86_64-unknown-linux-gnu\n' },
    runtimes: ['rust 1.84.1, rust-toolchain'],
  },
  {
    it: 'a toolchain without a channel asks for none',
    files: { ...pins, 'rust-toolchain.toml': '[toolchain]\nprofile = "minimal"' },
    runtimes: ['rust 1.63.0, .tool-versions'],
  },
  { it: 'mise.toml', files: { ...app, '.mise.toml': '[tools]\nrust = "1.86"' }, runtimes: ['rust 1.86, .mise.toml'] },
  {
    it: 'rust-version is the oldest that does',
    files: { ...app, 'Cargo.toml': pins['Cargo.toml'] },
    runtimes: ['rust 1.70 or newer, rust-version in Cargo.toml'],
  },
  {
    it: 'no lockfile',
    files: { 'Cargo.toml': cargo(), 'src/main.rs': '' },
    runs: [build('', 'shop')],
    notes: [/no Cargo\.lock/],
  },
  {
    it: 'several programs, and the one that default-run names',
    files: {
      ...app,
      'Cargo.toml': cargo('default-run = "bin1"\n'),
      'src/bin/bin1.rs': '',
      'src/bin/bin2/main.rs': '',
      'src/bin/bin2/part.rs': '',
    },
    runs: [build(' --locked', 'shop', 'bin1', 'bin2')],
    processes: { web: 'target/release/bin1' },
    notes: [/^Built too: target\/release\/shop, target\/release\/bin2; without a Procfile only web runs/],
  },
  {
    it: 'several programs, and nothing says which',
    files: { ...app, 'src/bin/worker.rs': '' },
    processes: {},
    notes: [/one that default-run names/],
  },
  {
    it: '[[bin]] names programs, and those that need features are not built',
    files: {
      ...app,
      'Cargo.toml': cargo(
        'autobins = false\n[[bin]]\nname = "server"\npath = "src/main.rs"\n[[bin]]\nname = "x"\nrequired-features = ["y"]\n',
      ),
      'src/bin/x.rs': '',
    },
    runs: [build(' --locked', 'server')],
    processes: { web: 'target/release/server' },
  },
  {
    it: 'a workspace without a package at the top',
    files: {
      'Cargo.toml': '[workspace]\nmembers = [\n  "example/*",\n]\nexclude = ["example/old"]\n',
      'Cargo.lock': '',
      'example/binary/Cargo.toml': cargo(),
      'example/binary/src/main.rs': '',
      'example/library/Cargo.toml': '[package]\nname = "library"\n',
      'example/library/src/lib.rs': '',
      'example/old/Cargo.toml': '[package]\nname = "old"\n',
      'example/old/src/main.rs': '',
    },
    runs: [build(' --locked', 'shop')],
    processes: { web: 'target/release/shop' },
  },
  {
    it: 'default-members are what is built',
    files: {
      'Cargo.toml': '[workspace]\nmembers = ["a", "b"]\ndefault-members = ["a"]\n',
      'a/Cargo.toml': '[package]\nname = "a"\n',
      'a/src/main.rs': '',
      'b/Cargo.toml': '[package]\nname = "b"\n',
      'b/src/main.rs': '',
    },
    runs: [build('', 'a')],
  },
  {
    it: 'Rocket is told its port',
    files: { ...app, 'Cargo.toml': cargo('[dependencies]\nrocket = "0.5"\n') },
    processes: { web: 'ROCKET_ADDRESS=0.0.0.0 ROCKET_PORT=$PORT target/release/shop' },
  },
  {
    it: 'a library is no program',
    files: { 'Cargo.toml': cargo(), 'src/lib.rs': '' },
    fails: ['no_program', /no src\/main\.rs/],
  },
  {
    it: 'a name that is a command of the shell',
    files: { ...app, 'Cargo.toml': '[package]\nname = "a;id"\n' },
    fails: ['bad_program', /"a;id"/],
  },
  { it: 'broken Cargo.toml', files: { 'Cargo.toml': '[package\n' }, fails: ['bad_toml', /Cargo\.toml/] },
]);

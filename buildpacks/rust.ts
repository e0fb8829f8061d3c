import { Failure } from '../lib/failure.ts';
import { HOME } from './dockerfile.ts';
import type { Buildpack, Plan, Surroundings, SystemPackages, Tree } from './plan.ts';
import { type Programs, programsOf } from './rust/programs.ts';
import { rustPin } from './rust/version.ts';
import { parseToml } from './toml.ts';

/** Rust: a tree with a Cargo.toml at its top. */
export const rust: Buildpack = {
  language: 'rust',
  title: 'Rust',
  detect: (files) => (files.has('Cargo.toml') ? 'Cargo.toml' : undefined),
  plan,
};

// Private

async function plan(tree: Tree, because: string, { env, resolve }: Surroundings): Promise<Plan> {
  const files = new Set(await tree.files());
  const manifest = parseToml((await tree.read('Cargo.toml')) ?? '', 'Cargo.toml');
  const pin = await rustPin(tree, files, manifest, env);
  const programs = await programsOf(tree, files, manifest);
  checkPrograms(programs);
  const lock = files.has('Cargo.lock') ? ((await tree.read('Cargo.lock')) ?? '') : undefined;
  const version = await resolve('rust', pin);
  return {
    language: 'rust',
    title: 'Rust',
    because,
    runtimes: [{ name: 'rust', title: 'Rust', version, pin, at: 'build' }],
    packages: packagesFor(lock ?? ''),
    steps: [{ needs: 'everything', run: [commands(programs, lock !== undefined)], caches: [CARGO, TARGET] }],
    kept: [],
    result: 'build',
    dropped: [],
    env: {},
    path: [RELEASE],
    ignored: ['target'],
    processes: processesOf(programs, manifest),
    notes: notesOf(programs, lock !== undefined),
  };
}

/** Where what was downloaded and compiled is kept from push to push, and where Cargo would put it. */
const CARGO = `${HOME}/.cargo`;
const TARGET = `${HOME}/target`;
const RELEASE = 'target/release';

function checkPrograms({ names }: Programs): void {
  const odd = names.find((name) => !/^[\w-]+$/.test(name));
  if (odd !== undefined)
    throw new Failure('bad_program', `"${odd}" in Cargo.toml is no name of a binary.`, {
      hint: 'Names have letters, digits, - and _.',
    });
  if (names.length > 0) return;
  throw new Failure('no_program', 'Cargo.toml makes no program: there is no src/main.rs, no src/bin and no [[bin]].', {
    hint: 'Push the program; in a workspace it is one of members, or of default-members where those are named.',
  });
}

/**
 * Cargo takes sources for compiled whose time is before that of its last build, but a commit may be older than the build of
 * the one before. So all are new for the build, and have their commit's time again afterwards, as has what it made.
 */
function commands({ names }: Programs, isLocked: boolean): string {
  return [
    'touch -r Cargo.toml /tmp/pushed',
    'find . -type f -exec touch {} +',
    `CARGO_HOME=${CARGO} CARGO_TARGET_DIR=${TARGET} cargo build --release${isLocked ? ' --locked' : ''} --bins`,
    `install -Dt ${RELEASE} ${names.map((name) => `${TARGET}/release/${name}`).join(' ')}`,
    'find . -exec touch -hr /tmp/pushed {} +',
  ].join(' && ');
}

/** What crates link to, besides OpenSSL, whose headers come with Rust. Others are named in an Aptfile. */
function packagesFor(lock: string): SystemPackages {
  const linked = LINKED.filter(({ crate }) => lock.includes(`name = "${crate}"`));
  return { build: linked.map(({ headers }) => headers), run: linked.map(({ library }) => library) };
}

const LINKED = [
  { crate: 'pq-sys', headers: 'libpq-dev', library: 'libpq5' },
  { crate: 'mysqlclient-sys', headers: 'libmariadb-dev-compat', library: 'libmariadb3' },
  { crate: 'libsqlite3-sys', headers: 'libsqlite3-dev', library: 'libsqlite3-0' },
];

/** What `cargo run` would start, the only one, or the one that is called so. */
function webOf({ names, first }: Programs): string | undefined {
  return first ?? (names.length === 1 ? names[0] : names.find((name) => name === 'web' || name === 'server'));
}

/** Rocket does not look at PORT, and listens to its own machine alone. */
function processesOf(programs: Programs, manifest: ReturnType<typeof parseToml>): Plan['processes'] {
  const web = webOf(programs);
  const isRocket = Object.hasOwn(Object(manifest.dependencies), 'rocket');
  const port = isRocket ? 'ROCKET_ADDRESS=0.0.0.0 ROCKET_PORT=$PORT ' : '';
  return web === undefined ? {} : { web: `${port}${RELEASE}/${web}` };
}

function notesOf(programs: Programs, isLocked: boolean): string[] {
  const web = webOf(programs);
  const others = programs.names.filter((name) => name !== web).map((name) => `${RELEASE}/${name}`);
  const runs =
    web === undefined ? 'one that default-run names, or that is called web or server, would run' : 'web runs';
  return [
    ...(isLocked ? [] : ['There is no Cargo.lock, so each build may get other versions: commit it.']),
    ...(others.length > 0 ? [`Built too: ${others.join(', ')}; without a Procfile only ${runs}.`] : []),
  ];
}

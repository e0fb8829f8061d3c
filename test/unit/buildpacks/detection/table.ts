import type { Test } from 'tap';
import { type Choice, detect } from '../../../../buildpacks/index.ts';
import type { Plan, Surroundings } from '../../../../buildpacks/plan.ts';
import { Failure } from '../../../../lib/failure.ts';

/** One small tree, and what is made of it. */
export interface Row {
  /** What holds: `engines in package.json win over .nvmrc`. */
  it: string;
  /** Path → text. */
  files: Record<string, string>;
  env?: Record<string, string>;
  choice?: Choice;
  /** `python, told by requirements.txt`; `Dockerfile` of a Dockerfile. */
  is?: string;
  /** Each runtime: `node 20.x, engines in package.json`. The stack of the table has every version, as it is written. */
  runtimes?: readonly string[];
  /** What each step runs, in order; a pattern for each line. */
  runs?: readonly (string | RegExp)[];
  processes?: Record<string, string>;
  kept?: readonly string[];
  /** The Debian packages that processes have. */
  packages?: readonly string[];
  /** The Debian packages of the build alone. */
  buildPackages?: readonly string[];
  /** Patterns for notes, all of them. */
  notes?: readonly RegExp[];
  /** The failure's code and a pattern for its sentence and hint. */
  fails?: readonly [code: string, says: RegExp];
}

/** Runs each row as a test of its own. */
export function checkRows(tap: Test, rows: readonly Row[]): void {
  for (const row of rows) tap.test(row.it, async (t) => void (await check(t, row)));
}

/** The plan of a tree that a buildpack builds. */
export async function planOf(files: Row['files'], { env = {}, choice = {} }: Partial<Row> = {}): Promise<Plan> {
  const detected = await detect(treeOf(files), { env, resolve: asWritten }, choice);
  if (detected.kind !== 'plan') throw new Error('It has a Dockerfile.');
  return detected.plan;
}

/** A tree in memory. */
export function treeOf(files: Row['files']) {
  return { files: async () => Object.keys(files), read: async (path: string) => files[path] };
}

// Private

const asWritten: Surroundings['resolve'] = async (_name, { wanted }) => wanted;

async function check(t: Test, row: Row): Promise<void> {
  if (row.fails) return checkFailure(t, row, row.fails);
  const detected = await detect(treeOf(row.files), { env: row.env ?? {}, resolve: asWritten }, row.choice);
  if (detected.kind === 'dockerfile') return void t.equal(detected.path, row.is);
  const { plan } = detected;
  const is = `${plan.language}, told by ${plan.because}`;
  const runtimes = plan.runtimes.map(({ name, version, pin }) => `${name} ${version}, ${pin.from}`);
  const runs = plan.steps.flatMap(({ run }) => run);
  if (row.is !== undefined) t.equal(is, row.is);
  if (row.runtimes) t.strictSame(runtimes, row.runtimes);
  if (row.runs) checkLines(t, runs, row.runs);
  if (row.processes) t.strictSame(plan.processes, row.processes);
  if (row.kept) t.strictSame(plan.kept, row.kept);
  if (row.packages) t.strictSame(plan.packages.run, row.packages);
  if (row.buildPackages) t.strictSame(plan.packages.build, row.buildPackages);
  if (row.notes) checkLines(t, plan.notes, row.notes);
}

function checkLines(t: Test, found: readonly string[], wanted: readonly (string | RegExp)[]): void {
  t.equal(found.length, wanted.length, `as many lines as ${JSON.stringify(found)}`);
  wanted.forEach((pattern, at) => {
    if (typeof pattern === 'string') t.equal(found[at], pattern);
    else t.match(found[at] ?? '', pattern);
  });
}

async function checkFailure(t: Test, row: Row, [code, says]: NonNullable<Row['fails']>): Promise<void> {
  const failure = await detect(treeOf(row.files), { env: row.env ?? {}, resolve: asWritten }, row.choice).then(
    () => undefined,
    (error: unknown) => error,
  );
  t.ok(failure instanceof Failure, `a refusal, and not ${failure}`);
  if (!(failure instanceof Failure)) return;
  t.equal(failure.code, code);
  t.match(`${failure.message} ${failure.hint ?? ''}`, says);
}

import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { dockerfile, OWN_FILES, TREE } from '../../buildpacks/dockerfile.ts';
import type { Plan } from '../../buildpacks/plan.ts';
import type { Stack } from '../../buildpacks/stacks/stack.ts';
import { buildImage, contextOf } from '../../docker/build.ts';
import { dockerignore } from '../../docker/dockerignore.ts';
import { TAR_END, tarEntry } from '../../docker/tar.ts';
import { editTar } from '../../docker/tar-edit.ts';
import type { Source } from '../git/source.ts';
import type { Unit } from './detect.ts';
import { ignoreOf } from './ignore.ts';
import type { Output } from './output.ts';
import { stopwatch } from './timing.ts';

export interface BuildDeps {
  rack: string;
  docker: Docker;
  stack: Stack;
  /** What an app's caches are called: a Dockerfile of another app that knew it could read and change them. */
  cacheName(app: string): string;
}

export interface BuildJob {
  app: string;
  /** The build's. */
  id: string;
  /** Of the folder that is built. */
  source: Source;
  unit: Pick<Unit, 'spec' | 'detected'>;
  output: Output;
  signal: AbortSignal;
}

/** Builds one image of the commit and answers its id. */
export async function build({ rack, docker, stack, cacheName }: BuildDeps, job: BuildJob): Promise<string> {
  const { app, id, unit, output, signal } = job;
  const took = stopwatch();
  output.step('Building');
  const { context, path } = await contextFor(job, stack, cacheName(app));
  const image = await buildImage(docker, {
    context,
    dockerfile: path,
    tag: `${rack}/${app}:${id}`,
    labels: { 'io.rack.rack': rack, 'io.rack.app': app },
    args: unit.spec.args ?? {},
    target: unit.spec.target,
    say: output.line,
    signal,
  });
  output.step(`Build succeeded in ${took()}`);
  return image;
}

// Private

interface Context {
  context: Readable;
  /** The path of the Dockerfile in it. */
  path: string;
}

async function contextFor(job: BuildJob, stack: Stack, scope: string): Promise<Context> {
  const { detected } = job.unit;
  if (detected.kind === 'dockerfile') return ownContext(job, detected.path);
  return plannedContext(job, detected.plan, stack, scope);
}

/** The tree as it is. The engine reads its Dockerfile out of the context, so that one stays, whatever the ignore file says. */
async function ownContext({ source, signal }: BuildJob, path: string): Promise<Context> {
  const isIgnored = await ignoreOf(source, path);
  const isOut = (each: string) => each !== path && isIgnored(each);
  return { context: contextOf([], whole(editTar(source.archive(signal), { isOut }))), path };
}

/** The Dockerfile of a plan and, in folders beside it, the buildpack's own files and the tree. */
async function plannedContext(job: BuildJob, plan: Plan, stack: Stack, cacheScope: string): Promise<Context> {
  const { source, output, signal } = job;
  const isIgnored = await ignoreOf(source);
  const bases = await stack.bases(plan, output.line, signal);
  const isMade = dockerignore(plan.ignored.join('\n'));
  const needed = new Set(plan.steps.flatMap(({ needs }) => (needs === 'everything' ? [] : needs)));
  const isOutOfApp = (path: string) => isMade(path) || (isIgnored(path) && !needed.has(path));
  const edit = { isOut: (path: string) => isOutOfApp(path.slice(TREE.length + 1)) };
  const tree = whole(editTar(source.archive(signal, `${TREE}/`), edit));
  const made = [tarEntry('Dockerfile', dockerfile(plan, bases, { cacheScope })), ...ownFiles(plan)];
  return { context: contextOf(made, tree), path: 'Dockerfile' };
}

function ownFiles({ files = {} }: Plan): Buffer[] {
  const mode = (path: string) => (path.startsWith('bin/') ? 0o755 : 0o644);
  return Object.entries(files).map(([path, text]) => tarEntry(`${OWN_FILES}/${path}`, text, mode(path)));
}

async function* whole(entries: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* entries;
  yield TAR_END;
}

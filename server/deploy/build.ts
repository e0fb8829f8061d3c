import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { dockerfile, OWN_FILES, TREE } from '../../buildpacks/dockerfile.ts';
import type { Detected } from '../../buildpacks/index.ts';
import type { Plan } from '../../buildpacks/plan.ts';
import type { Stack } from '../../buildpacks/stacks/stack.ts';
import { buildImage, contextOf } from '../../docker/build.ts';
import { dockerignore } from '../../docker/dockerignore.ts';
import { TAR_END, tarEntry } from '../../docker/tar.ts';
import { editTar, type TarEdit } from '../../docker/tar-edit.ts';
import type { Warden } from '../../docker/warden.ts';
import type { Source } from '../git/source.ts';
import type { BaseImage } from '../model/build.ts';
import type { BuildSpec } from '../model/manifest.ts';
import { baseImages } from './base-images.ts';
import { type BuildEnv, declaredArgs, secretsOf } from './build-env.ts';
import { ContextSize } from './context-size.ts';
import { withFreeSpace } from './free-space.ts';
import { ignoreOf } from './ignore.ts';
import type { Output } from './output.ts';
import { stopwatch } from './timing.ts';

/** What one build may take. */
export interface BuildLimits {
  /** Seconds. */
  time: number;
  /** Bytes of the files that it gets. */
  context: number;
}

export interface BuildDeps {
  rack: string;
  docker: Docker;
  stack: Stack;
  buildLimits: BuildLimits;
  /** Holds builds to their memory. */
  warden?: Warden | undefined;
  /** What an app's caches are called: a Dockerfile of another app that knew it could read and change them. */
  cacheName(app: string): string;
  /** A word that changes with what a build sees of the app's environment, and tells nothing of it. */
  envWord(app: string, env: BuildEnv): string;
}

export interface BuildJob {
  app: string;
  /** The build's. */
  id: string;
  /** Of the folder that is built. */
  source: Source;
  unit: { spec: BuildSpec; detected: Detected };
  /** What of the app's environment it sees. */
  env: BuildEnv;
  /** Whether to leave out what the engine has in its cache. */
  anew?: boolean | undefined;
  output: Output;
  /** Told what it was built on. */
  onBases(bases: readonly BaseImage[]): void;
  signal: AbortSignal;
}

/** Builds one image of the commit and answers its id. */
export async function build(deps: BuildDeps, job: BuildJob): Promise<string> {
  const { rack, docker, warden } = deps;
  const { app, id, unit, output, signal } = job;
  const took = stopwatch();
  output.step('Building');
  let names: readonly string[] = [];
  const image = await buildImage(docker, {
    ...(await recipeOf(deps, job)),
    tag: `${rack}/${app}:${id}`,
    labels: { 'io.rack.rack': rack, 'io.rack.app': app },
    target: unit.spec.target,
    ...(job.anew && { anew: true }),
    warden,
    say: output.line,
    builtOn: (images) => {
      names = images;
    },
    signal,
  }).catch(async (error) => Promise.reject(await withFreeSpace(docker, error)));
  job.onBases(await baseImages(docker, names));
  output.step(`Build succeeded in ${took()}`);
  return image;
}

// Private

/** What the engine makes the image of. */
interface Recipe {
  context: Readable;
  /** The path of the Dockerfile in it. */
  dockerfile: string;
  args?: Readonly<Record<string, string>>;
  secrets?: ReadonlyMap<string, Buffer>;
}

async function recipeOf(deps: BuildDeps, job: BuildJob): Promise<Recipe> {
  const { detected } = job.unit;
  return detected.kind === 'dockerfile' ? ownRecipe(deps, job, detected.path) : plannedRecipe(deps, job, detected.plan);
}

/** The tree as it is. The engine reads its Dockerfile out of the context, so that one stays, whatever the ignore file says. */
async function ownRecipe({ buildLimits }: BuildDeps, job: BuildJob, path: string): Promise<Recipe> {
  const { source, unit, env, output, signal } = job;
  const isIgnored = await ignoreOf(source, path);
  const isOut = (each: string) => each !== path && isIgnored(each);
  const size = new ContextSize(buildLimits.context);
  const onKept = size.add.bind(size);
  const context = contextOf([], whole(editTar(source.archive(signal), { isOut, onKept }), size));
  const declared = declaredArgs((await source.read(path)) ?? '', env, output);
  return { context, dockerfile: path, args: { ...declared, ...unit.spec.args }, secrets: secretsOf(env) };
}

/** The Dockerfile of a plan and, in folders beside it, the buildpack's own files and the tree. */
async function plannedRecipe({ stack, ...deps }: BuildDeps, job: BuildJob, plan: Plan): Promise<Recipe> {
  const { app, source, env, output, signal } = job;
  const isIgnored = await ignoreOf(source);
  const bases = await stack.bases(plan, output.line, signal);
  const isMade = dockerignore(plan.ignored.join('\n'));
  const needed = new Set(plan.steps.flatMap(({ needs }) => (needs === 'everything' ? [] : needs)));
  const isOutOfApp = (path: string) => isMade(path) || (isIgnored(path) && !needed.has(path));
  const size = new ContextSize(deps.buildLimits.context);
  const inApp = (path: string) => path.slice(TREE.length + 1);
  const edit: TarEdit = {
    isOut: (path) => isOutOfApp(inApp(path)),
    onKept: (path, bytes) => size.add(inApp(path), bytes),
  };
  const tree = whole(editTar(source.archive(signal, `${TREE}/`), edit), size);
  const hasEnv = Object.keys(env).length > 0;
  const options = { cacheScope: deps.cacheName(app), ...(hasEnv && { buildEnv: deps.envWord(app, env) }) };
  const made = [tarEntry('Dockerfile', dockerfile(plan, bases, options)), ...ownFiles(plan)];
  return { context: contextOf(made, tree), dockerfile: 'Dockerfile', ...(hasEnv && { secrets: secretsOf(env) }) };
}

function ownFiles({ files = {} }: Plan): Buffer[] {
  const mode = (path: string) => (path.startsWith('bin/') ? 0o755 : 0o644);
  return Object.entries(files).map(([path, text]) => tarEntry(`${OWN_FILES}/${path}`, text, mode(path)));
}

/** Of what is too large nothing more is sent, but all is counted, so that the refusal can name the largest folders. */
async function* whole(entries: AsyncIterable<Buffer>, size: ContextSize): AsyncGenerator<Buffer> {
  for await (const chunk of entries) if (!size.isTooLarge) yield chunk;
  size.check();
  yield TAR_END;
}

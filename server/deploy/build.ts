import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { dockerfile, ignored, TREE } from '../../buildpacks/dockerfile.ts';
import type { Stack } from '../../buildpacks/stacks/stack.ts';
import { buildImage, contextOf } from '../../docker/build.ts';
import { dockerignore } from '../../docker/dockerignore.ts';
import { TAR_END, tarEntry } from '../../docker/tar.ts';
import { editTar } from '../../docker/tar-edit.ts';
import type { Source } from '../git/source.ts';
import type { Detection } from './detect.ts';
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

/** Builds the commit's image and answers its id. */
export async function build(
  { rack, docker, stack, cacheName }: BuildDeps,
  job: { app: string; id: string; source: Source; detection: Detection; output: Output; signal: AbortSignal },
): Promise<string> {
  const { app, id, output, signal } = job;
  const took = stopwatch();
  output.step('Building');
  const image = await buildImage(docker, {
    context: await contextFor(job, stack, cacheName(app)),
    tag: `${rack}/${app}:${id}`,
    labels: { 'io.rack.rack': rack, 'io.rack.app': app },
    say: output.line,
    signal,
  });
  output.step(`Build succeeded in ${took()}`);
  return image;
}

// Private

/** The tree as it is when it has a Dockerfile; else the Dockerfile of its plan and, in a folder beside it, the tree. */
async function contextFor(job: Parameters<typeof build>[1], stack: Stack, scope: string): Promise<Readable> {
  const { detection, source, output, signal } = job;
  const { detected } = detection;
  const isOut = await ignoreOf(source);
  if (detected.kind === 'dockerfile') {
    // The engine reads its Dockerfile out of the context, so that one stays, whatever the ignore file says.
    return contextOf(
      [],
      whole(editTar(source.archive(signal), { isOut: (path) => path !== 'Dockerfile' && isOut(path) })),
    );
  }
  const { plan } = detected;
  const base = await stack.base(plan, output.line, signal);
  const isInstalled = dockerignore(ignored(plan).join('\n'));
  const isNeeded = (path: string) => plan.installNeeds.includes(path);
  const isOutOfApp = (path: string) => isInstalled(path) || (isOut(path) && !isNeeded(path));
  const edit = { isOut: (path: string) => isOutOfApp(path.slice(TREE.length + 1)) };
  const tree = whole(editTar(source.archive(signal, `${TREE}/`), edit));
  return contextOf([tarEntry('Dockerfile', dockerfile(plan, base, scope))], tree);
}

async function* whole(entries: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* entries;
  yield TAR_END;
}

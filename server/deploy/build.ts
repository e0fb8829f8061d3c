import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { dockerfile, ignored, TREE } from '../../buildpacks/dockerfile.ts';
import type { Stack } from '../../buildpacks/stacks/stack.ts';
import { buildImage, contextOf } from '../../docker/build.ts';
import { dockerignore } from '../../docker/dockerignore.ts';
import { tarEntry } from '../../docker/tar.ts';
import { filterTar } from '../../docker/tar-filter.ts';
import type { Source } from '../git/source.ts';
import type { Detection } from './detect.ts';
import type { Output } from './output.ts';
import { stopwatch } from './timing.ts';

export interface BuildDeps {
  rack: string;
  docker: Docker;
  stack: Stack;
}

/** Builds the commit's image and answers its id. */
export async function build(
  { rack, docker, stack }: BuildDeps,
  job: { app: string; id: string; source: Source; detection: Detection; output: Output; signal: AbortSignal },
): Promise<string> {
  const { app, id, output, signal } = job;
  const took = stopwatch();
  output.step('Building');
  const image = await buildImage(docker, {
    context: await contextFor(job, stack, `${rack}-${app}`),
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
  if (detected.kind === 'dockerfile') {
    const ignore = dockerignore((await source.read('.dockerignore')) ?? '');
    return contextOf([], filterTar(source.archive(signal), ignore));
  }
  const { plan } = detected;
  const base = await stack.base(plan, output.line, signal);
  const ignore = dockerignore(ignored(plan).join('\n'));
  const tree = filterTar(source.archive(signal, `${TREE}/`), (path) => ignore(path.slice(TREE.length + 1)));
  return contextOf([tarEntry('Dockerfile', dockerfile(plan, base, scope))], tree);
}

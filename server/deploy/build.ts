import type Docker from 'dockerode';
import { dockerfile, ignored } from '../../buildpacks/dockerfile.ts';
import type { Stack } from '../../buildpacks/stacks/stack.ts';
import { buildImage, contextOf } from '../docker/build.ts';
import { tarEntry } from '../docker/tar.ts';
import type { Source } from '../git/source.ts';
import type { Detection } from './detect.ts';
import type { Output } from './output.ts';
import { stopwatch } from './timing.ts';

export interface BuildDeps {
  rack: string;
  docker: Docker;
  stack: Stack;
}

/** A name that no repository of an app has, as git keeps no path with a leading `.rack-build` by accident. */
const FOLDER = '.rack-build';

/** Builds the commit's image and answers its id. */
export async function build(
  { rack, docker, stack }: BuildDeps,
  job: { app: string; id: string; source: Source; detection: Detection; output: Output; signal: AbortSignal },
): Promise<string> {
  const { app, id, source, output, signal } = job;
  const took = stopwatch();
  output.step('Building');
  const own = await ownEntries(job, stack, `${rack}-${app}`);
  const image = await buildImage(docker, {
    context: contextOf(own, source.archive(signal)),
    dockerfile: own.length > 0 ? `${FOLDER}/Dockerfile` : 'Dockerfile',
    tag: `${rack}/${app}:${id}`,
    labels: { 'io.rack.rack': rack, 'io.rack.app': app },
    say: output.line,
    signal,
  });
  output.step(`Build succeeded in ${took()}`);
  return image;
}

// Private

/** What a buildpack's build adds in front of the tree: nothing when the tree has a Dockerfile of its own. */
async function ownEntries(
  { detection, output, signal }: Pick<Parameters<typeof build>[1], 'detection' | 'output' | 'signal'>,
  stack: Stack,
  scope: string,
): Promise<Buffer[]> {
  const { detected } = detection;
  if (detected.kind === 'dockerfile') return [];
  const base = await stack.base(detected.plan, output.line, signal);
  return [
    tarEntry(`${FOLDER}/Dockerfile`, dockerfile(detected.plan, base, scope)),
    tarEntry(`${FOLDER}/Dockerfile.dockerignore`, ignored(detected.plan)),
  ];
}

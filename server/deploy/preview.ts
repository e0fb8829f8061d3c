import { dockerfile } from '../../buildpacks/dockerfile.ts';
import type { Stack } from '../../buildpacks/stacks/stack.ts';
import type { WholeSource } from '../git/source.ts';
import type { App } from '../model/app.ts';
import type { Environments } from '../store/environments.ts';
import { type Detection, detectApp } from './detect.ts';
import type { Output } from './output.ts';

/** What a deploy of a commit would do first. */
export interface Preview extends Detection {
  /** The Dockerfile of each build that a buildpack makes, by the name of the build. */
  dockerfiles: Readonly<Record<string, string>>;
}

export interface PreviewJob {
  app: App;
  source: WholeSource;
  output: Output;
  signal: AbortSignal;
}

/** Detects as a deploy does. Nothing is built but base images that the stack does not have yet, which the deploy would make too. */
export async function previewOf(
  { stack, environments }: { stack: Stack; environments: Pick<Environments, 'get'> },
  { app, source, output, signal }: PreviewJob,
): Promise<Preview> {
  const surroundings = { env: environments.get(app.name), resolve: stack.resolve.bind(stack) };
  const detection = await detectApp(source, app.settings, surroundings, output);
  const dockerfiles: Record<string, string> = {};
  for (const [name, { detected }] of Object.entries(detection.units)) {
    if (detected.kind !== 'plan') continue;
    const bases = await stack.bases(detected.plan, output.line, signal);
    // The true scope of the app's caches is a secret, so its name stands in for it.
    dockerfiles[name] = dockerfile(detected.plan, bases, { cacheScope: app.name });
  }
  return { ...detection, dockerfiles };
}

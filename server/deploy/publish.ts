import type Docker from 'dockerode';
import { pushImage } from '../../docker/push.ts';
import type { Registry } from '../aws/ecr.ts';
import type { Output } from './output.ts';
import { size, stopwatch } from './timing.ts';

/** Pushes the image to the app's repository; answers its name by digest. */
export async function publish(
  deps: { docker: Docker; registry: Pick<Registry, 'credentials'> },
  job: { image: string; repository: string; tag: string; output: Output; signal: AbortSignal },
): Promise<string> {
  const took = stopwatch();
  const credentials = await deps.registry.credentials();
  const { reference, sent } = await pushImage(deps.docker, { ...job, credentials });
  job.output.step(`Pushing image … done, ${size(sent)} in ${took()}`);
  return reference;
}

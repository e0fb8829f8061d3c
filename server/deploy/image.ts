import type Docker from 'dockerode';
import { type EngineHealthCheck, type HealthCheck, healthCheckOf } from '../../docker/health-check.ts';
import { exposedPort } from '../../docker/inspect.ts';
import { pullImage } from '../../docker/pull.ts';
import type { Credentials } from '../../docker/push.ts';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { Registry } from '../aws/ecr.ts';
import { type ImageName, parseImageName } from '../model/image-name.ts';
import type { Output } from './output.ts';
import { stopwatch } from './timing.ts';

export interface ImageDeps {
  rack: string;
  docker: Docker;
  registry: Pick<Registry, 'credentials'>;
}

export interface ImageJob {
  name: string;
  /** The host of the registry that holds this rack's images. */
  ownRegistry: string;
  /** Whether the developer may touch the app of this name. */
  sees(app: string): boolean;
  output: Output;
  signal: AbortSignal;
}

/** An image that the engine has. */
export interface FoundImage {
  id: string;
  /** The lowest port that it exposes. */
  port: number | undefined;
  /** Its HEALTHCHECK. */
  healthCommand: HealthCheck | undefined;
  /** Whether it says itself what it runs. */
  hasCommand: boolean;
  /** Takes its name from the engine, once it has another, unless the engine had it before: names keep images on the disk. */
  forget(): Promise<void>;
}

type Inspected = Awaited<ReturnType<ReturnType<Docker['getImage']>['inspect']>>;

/**
 * Has the engine pull an image that was built elsewhere; where it cannot be pulled, the engine's own copy is taken. Images
 * of apps that the developer may not touch are not there, whatever they are called: the refusal is that of an unknown name.
 */
export async function obtainImage(deps: ImageDeps, job: ImageJob): Promise<FoundImage> {
  const image = parseImageName(job.name);
  const wasThere = (await inspect(deps.docker, image.full)) !== undefined;
  const isOwn = image.registry === job.ownRegistry;
  const inspected = isOwn ? await ofThisRack(deps, job, image) : await ofOthers(deps, job, image);
  const { Config, Id: id } = inspected;
  const hasCommand = [Config?.Entrypoint, Config?.Cmd].some((words) => (words?.length ?? 0) > 0);
  const forget = async () => void (wasThere || (await untag(deps.docker, image.full)));
  try {
    await checkPlatform(deps.docker, job.name, inspected);
  } catch (error) {
    await forget();
    throw error;
  }
  const healthCommand = healthCheckOf((Config as { Healthcheck?: EngineHealthCheck }).Healthcheck);
  return { id, port: await exposedPort(deps.docker, id), healthCommand, hasCommand, forget };
}

// Private

/** An image of an app of this rack, out of the rack's own registry and with the rack's own credentials. */
async function ofThisRack(deps: ImageDeps, job: ImageJob, image: ImageName): Promise<Inspected> {
  const [rack, app = '', ...more] = image.repository.split('/');
  const unknown = new Failure('image_not_found', `There is no image ${job.name} in this rack's registry.`, {
    hint: 'Releases and their images: ssh rack releases APP --json',
  });
  if (rack !== deps.rack || more.length > 0 || !job.sees(app)) throw unknown;
  try {
    await pull(deps, job, image, await deps.registry.credentials());
    return await deps.docker.getImage(image.full).inspect();
  } catch (error) {
    job.signal.throwIfAborted();
    throw error instanceof Failure && error.code === 'pull_failed' ? unknown : error;
  }
}

async function ofOthers(deps: ImageDeps, job: ImageJob, image: ImageName): Promise<Inspected> {
  const reason = await pull(deps, job, image).then(
    () => undefined,
    (error) => reasonOf(error, job.signal),
  );
  const inspected = await inspect(deps.docker, image.full);
  const isPulled = reason === undefined;
  if (!inspected || isHidden(deps.rack, job, inspected, isPulled)) throw notFound(job.name, reason);
  if (!isPulled) {
    job.output.line(`It cannot be pulled: ${reason}`);
    job.output.line(`Taking the copy that the engine has, made ${inspected.Created.replace(/\.\d+Z$/, 'Z')}`);
  }
  return inspected;
}

async function pull({ docker }: ImageDeps, job: ImageJob, { full }: ImageName, credentials?: Credentials) {
  const took = stopwatch();
  job.output.step(`Pulling ${job.name}`);
  await pullImage(docker, { name: full, credentials, say: job.output.line, signal: job.signal });
  job.output.line(`Pulled in ${took()}`);
}

function reasonOf(error: unknown, signal: AbortSignal): string {
  signal.throwIfAborted();
  return messageOf(error).split('\n')[0] ?? '';
}

async function inspect(docker: Docker, name: string): Promise<Inspected | undefined> {
  try {
    return await docker.getImage(name).inspect();
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

/** An image that has another name, or a container, stays. */
async function untag(docker: Docker, name: string): Promise<void> {
  await docker
    .getImage(name)
    .remove()
    .catch(() => {});
}

/** An app's image that is not for this developer; and copies that other racks of this machine have made for themselves. */
function isHidden(rack: string, job: ImageJob, { Config }: Inspected, isPulled: boolean): boolean {
  const { 'io.rack.rack': ofRack, 'io.rack.app': ofApp } = Config?.Labels ?? {};
  if (ofRack === rack) return ofApp !== undefined && !job.sees(ofApp);
  return ofRack !== undefined && !isPulled;
}

function notFound(name: string, reason = 'there is no such image'): Failure {
  return new Failure('image_not_found', `${name} cannot be pulled, and the engine has no copy of it: ${reason}`, {
    hint: 'Check the name. Registries that ask for a password are not supported; a copy in the engine (docker load) is.',
  });
}

async function checkPlatform(docker: Docker, name: string, { Os, Architecture }: Inspected): Promise<void> {
  const engine = await docker.version();
  if (Os === engine.Os && Architecture === engine.Arch) return;
  throw new Failure(
    'wrong_platform',
    `${name} is for ${Os}/${Architecture}, and this rack runs on ${engine.Os}/${engine.Arch}.`,
    { hint: `Build it with  docker build --platform ${engine.Os}/${engine.Arch}` },
  );
}

import { join } from 'node:path';
import Docker from 'dockerode';
import { debianStack } from '../../buildpacks/stacks/debian.ts';
import { officialStack } from '../../buildpacks/stacks/official.ts';
import type { Stack } from '../../buildpacks/stacks/stack.ts';
import { Images } from '../../docker/images.ts';
import { pinImage } from '../../docker/pin.ts';
import { Warden } from '../../docker/warden.ts';
import type { FairQueue } from '../../lib/fair-queue.ts';
import type { Log } from '../../lib/log.ts';
import type { Clients } from '../aws/clients.ts';
import { Stacks } from '../aws/cloudformation.ts';
import { Registry } from '../aws/ecr.ts';
import { Cluster } from '../aws/ecs.ts';
import { Balancer } from '../aws/load-balancing.ts';
import { Secrets } from '../aws/secrets.ts';
import { Templates } from '../aws/templates.ts';
import { type Config, urlsOf } from '../config.ts';
import type { BuildLogs } from '../logs/build-logs.ts';
import type { Logs } from '../logs/logs.ts';
import type { Announce } from '../model/event.ts';
import type { Seal } from '../store/seal.ts';
import type { Store } from '../store/store.ts';
import { Deployer } from './deployer.ts';

/** Makes the deployer of this rack. */
export function openDeployer(options: {
  config: Config;
  clients: Clients;
  store: Pick<Store, 'apps' | 'releases' | 'builds' | 'domains' | 'environments' | 'adjustments'>;
  stacks: Stacks;
  seal: Seal;
  logs: Logs;
  buildLogs: BuildLogs;
  buildQueue: FairQueue;
  announce: Announce;
  log: Log;
}): Deployer {
  const { config, clients, stacks, store, seal, logs, buildLogs, buildQueue, announce, log } = options;
  const { rack, router, permissionsBoundary } = config;
  const docker = new Docker();
  return new Deployer({
    rack,
    settings: { rack, listener: router.listener, domain: router.domain, permissionsBoundary },
    urls: urlsOf(router),
    healthTimeout: config.healthTimeout,
    docker,
    stack: stackOf(config, docker),
    cacheName: (app) => seal.wordFor(`build cache of ${app}`),
    envWord: (app, env) => seal.wordFor(`build environment of ${app}: ${JSON.stringify(env)}`),
    stacks,
    cluster: new Cluster(clients.ecs, config),
    balancer: new Balancer(clients.loadBalancing),
    registry: new Registry(clients.ecr),
    secrets: new Secrets(clients.secrets),
    ...store,
    logs,
    buildLogs,
    buildLimits: config.builds,
    warden: wardenOf(config, { docker, seal, log }),
    buildQueue,
    announce,
    log,
  });
}

/** The stacks of this rack's account. */
export function stacksOf({ templateBucket, appsRole }: Config, { cloudFormation, s3 }: Clients): Stacks {
  return new Stacks(cloudFormation, new Templates(s3, templateBucket), appsRole);
}

// Private

/** Its mark cannot be guessed: who knew it could have other builds of the machine held to these limits. */
function wardenOf(
  { rack, baseImage: image, builds: { memory } }: Config,
  { docker, seal, log }: { docker: Docker; seal: Seal; log: Log },
): Warden {
  const mark = `rack-build-${seal.wordFor('builds of this rack')}.internal`;
  return new Warden({ docker, image, labels: { 'io.rack.rack': rack }, mark, memory, log });
}

function stackOf({ data, stack, baseImage }: Config, docker: Docker): Stack {
  const folder = join(data, 'cache');
  if (stack === 'official') return officialStack({ folder, pin: (image) => pinImage(docker, image) });
  return debianStack({ baseImage, folder, images: new Images(docker) });
}

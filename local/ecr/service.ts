import type { Log } from '../../lib/log.ts';
import type { Config } from '../config.ts';
import { openEngine } from '../docker/engine.ts';
import type { CallAws, Operation, Service } from '../endpoint/service.ts';
import { Images } from '../images/images.ts';
import type { Database } from '../store/database.ts';
import { coverage } from './coverage.ts';
import { Door } from './door.ts';
import { Ecr, type EcrOperation } from './ecr.ts';
import { PushedImages } from './images.ts';
import { Housekeeping, type HousekeepingPace } from './lifecycle/housekeeping.ts';
import { batchCheckLayerAvailability } from './operations/batch-check-layer-availability.ts';
import { batchDeleteImage } from './operations/batch-delete-image.ts';
import { batchGetImage } from './operations/batch-get-image.ts';
import { createRepository } from './operations/create-repository.ts';
import { deleteLifecyclePolicy } from './operations/delete-lifecycle-policy.ts';
import { deleteRepository } from './operations/delete-repository.ts';
import { deleteRepositoryPolicy } from './operations/delete-repository-policy.ts';
import { describeImages } from './operations/describe-images.ts';
import { describeRegistry } from './operations/describe-registry.ts';
import { describeRepositories } from './operations/describe-repositories.ts';
import { getAuthorizationToken } from './operations/get-authorization-token.ts';
import { getLifecyclePolicy } from './operations/get-lifecycle-policy.ts';
import { getRepositoryPolicy } from './operations/get-repository-policy.ts';
import { listImages } from './operations/list-images.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putImageScanningConfiguration } from './operations/put-image-scanning-configuration.ts';
import { putImageTagMutability } from './operations/put-image-tag-mutability.ts';
import { putLifecyclePolicy } from './operations/put-lifecycle-policy.ts';
import { setRepositoryPolicy } from './operations/set-repository-policy.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { Registry } from './registry.ts';
import { Repositories } from './repositories.ts';
import { Tokens } from './tokens.ts';

const OPERATIONS: Record<string, EcrOperation> = {
  BatchCheckLayerAvailability: batchCheckLayerAvailability,
  BatchDeleteImage: batchDeleteImage,
  BatchGetImage: batchGetImage,
  CreateRepository: createRepository,
  DeleteLifecyclePolicy: deleteLifecyclePolicy,
  DeleteRepository: deleteRepository,
  DeleteRepositoryPolicy: deleteRepositoryPolicy,
  DescribeImages: describeImages,
  DescribeRegistry: describeRegistry,
  DescribeRepositories: describeRepositories,
  GetAuthorizationToken: getAuthorizationToken,
  GetLifecyclePolicy: getLifecyclePolicy,
  GetRepositoryPolicy: getRepositoryPolicy,
  ListImages: listImages,
  ListTagsForResource: listTagsForResource,
  PutImageScanningConfiguration: putImageScanningConfiguration,
  PutImageTagMutability: putImageTagMutability,
  PutLifecyclePolicy: putLifecyclePolicy,
  SetRepositoryPolicy: setRepositoryPolicy,
  TagResource: tagResource,
  UntagResource: untagResource,
};

/** ECR: its API, and behind it a registry that Docker engines of this machine push to and pull from. */
export function createEcr(deps: {
  database: Database;
  config: Config;
  callAws: CallAws;
  log: Log;
  /** How often images are cleared away; every ten minutes unless told. */
  pace?: HousekeepingPace;
}): Service & { start(): Promise<void>; stop(): Promise<void> } {
  const { config, database, log } = deps;
  const docker = openEngine();
  const built = new Images({ docker, baseImage: config.baseImage, log });
  const registry = new Registry({ docker, config, image: () => built.ensureImage('registry') });
  const [repositories, images, tokens] = [new Repositories(database), new PushedImages(database), new Tokens(database)];
  const door = new Door({ config, repositories, images, tokens, registry, log });
  const ecr = new Ecr({ config, repositories, images, tokens, registry, obstacle: () => door.obstacle });
  const housekeeping = new Housekeeping(ecr, log, deps.pace);
  const made = Object.entries(OPERATIONS).map(([name, make]): [string, Operation] => [name, make(ecr)]);
  return {
    signingName: 'ecr',
    protocol: 'json',
    version: '2015-09-21',
    target: 'AmazonEC2ContainerRegistry_V20150921',
    coverage,
    operations: Object.fromEntries(made),
    async start() {
      await door.open();
      housekeeping.start();
      // Whoever pushes first waits for the registry; nobody has to wait for it before.
      registry.ensure().catch((error) => log.error('the registry could not be started', error));
    },
    async stop() {
      housekeeping.stop();
      await door.close();
    },
  };
}

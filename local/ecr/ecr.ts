import type { Config } from '../config.ts';
import type { Input } from '../endpoint/service.ts';
import { invalidParameter, repositoryNotFound } from './errors.ts';
import type { PushedImages } from './images.ts';
import type { Image, Repository } from './model.ts';
import type { Registry } from './registry.ts';
import type { Repositories } from './repositories.ts';
import type { Tokens } from './tokens.ts';

/** What ECR's operations work on. */
export class Ecr {
  readonly config: Config;
  readonly repositories: Repositories;
  readonly images: PushedImages;
  readonly tokens: Tokens;
  readonly registry: Registry;
  /** Why nobody reaches the registry's port, while that is so. */
  readonly obstacle: () => string | undefined;

  constructor(deps: {
    config: Config;
    repositories: Repositories;
    images: PushedImages;
    tokens: Tokens;
    registry: Registry;
    obstacle: () => string | undefined;
  }) {
    this.config = deps.config;
    this.repositories = deps.repositories;
    this.images = deps.images;
    this.tokens = deps.tokens;
    this.registry = deps.registry;
    this.obstacle = deps.obstacle;
  }

  /** The repository that a request names. */
  repository(input: Input): Repository {
    const name = input.repositoryName;
    if (typeof name !== 'string') throw invalidParameter('repositoryName', 'must not be null');
    const repository = this.repositories.find(name);
    if (!repository) throw repositoryNotFound(name, this.config.account);
    return repository;
  }

  arnOf({ name }: Repository): string {
    return `arn:aws:ecr:${this.config.region}:${this.config.account}:repository/${name}`;
  }

  /** The repository of an ARN. */
  repositoryAt(arn: unknown): Repository {
    const name = String(arn).split(':repository/')[1] ?? '';
    return this.repository({ repositoryName: name });
  }

  /** Removes an image with its tags, here and in the registry. */
  async removeImage(image: Image): Promise<void> {
    this.images.remove(image);
    await this.registry.removeManifest(image.repository, image.digest);
  }

  viewOf(repository: Repository): object {
    return {
      repositoryArn: this.arnOf(repository),
      registryId: this.config.account,
      repositoryName: repository.name,
      repositoryUri: `127.0.0.1:${this.config.registryPort}/${repository.name}`,
      createdAt: new Date(repository.createdAt),
      imageTagMutability: repository.mutability,
      imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
      encryptionConfiguration: { encryptionType: 'AES256' },
    };
  }
}

/** One of our operations: made with what it works on. */
export type EcrOperation = (ecr: Ecr) => (input: Input) => Promise<object> | object;

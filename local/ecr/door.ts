import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { byHolder } from '../../lib/port-holder.ts';
import type { Config } from '../config.ts';
import { unavailable } from '../endpoint/unavailable.ts';
import { answerJson, askForCredentials, refuse } from './answer.ts';
import type { PushedImages } from './images.ts';
import { manifestSize, parseManifest } from './manifest.ts';
import type { Repository } from './model.ts';
import { Passage } from './passage.ts';
import type { Registry } from './registry.ts';
import type { Repositories } from './repositories.ts';
import { isDigest, isTag, type Subject, subjectOf } from './request-path.ts';
import type { Tokens } from './tokens.ts';

/** A manifest is read whole, since we note what it names; the registry itself takes no larger one. */
const MANIFEST_LIMIT = 4 * 1024 * 1024;

/** Milliseconds before a port that another program held is tried again. */
const REOPEN_AFTER = 2000;

/**
 * The registry's door on 127.0.0.1: lets in who has a token, to repositories that were created, and passes the rest
 * on to the registry behind it. Blobs are streamed both ways, never held.
 */
export class Door {
  private readonly config: Config;
  private readonly tokens: Tokens;
  private readonly repositories: Repositories;
  private readonly images: PushedImages;
  private readonly registry: Registry;
  private readonly log: Log;
  private readonly passage: Passage;
  private readonly server: Server;
  private retry: NodeJS.Timeout | undefined;
  /** Why nobody can come in, while that is so. */
  obstacle: string | undefined;

  constructor(deps: {
    config: Config;
    tokens: Tokens;
    repositories: Repositories;
    images: PushedImages;
    registry: Registry;
    log: Log;
  }) {
    this.config = deps.config;
    this.tokens = deps.tokens;
    this.repositories = deps.repositories;
    this.images = deps.images;
    this.registry = deps.registry;
    this.log = deps.log;
    this.passage = new Passage(deps);
    // A layer may take as long as it takes, and a client may pause between two of them.
    const limits = { requestTimeout: 0, keepAliveTimeout: 120_000 };
    this.server = createServer(limits, (request, response) => this.answer(request, response));
  }

  /**
   * Opens the port. While another program holds it, what that is is logged and told by `obstacle`, and the port is tried again:
   * running apps need no registry.
   */
  async open(): Promise<void> {
    const before = this.obstacle;
    this.obstacle = await this.listen();
    if (this.obstacle && this.obstacle !== before) this.log.error(this.obstacle);
    if (this.obstacle) this.retry = setTimeout(() => void this.open(), REOPEN_AFTER);
  }

  close(): Promise<void> {
    clearTimeout(this.retry);
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  // Private

  /** Why the port could not be opened, if so. */
  private listen(): Promise<string | undefined> {
    const port = this.config.registryPort;
    return new Promise((resolve) => {
      const fail = (cause: Error) => void notOpened(port, cause).then(resolve);
      this.server.once('error', fail);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.off('error', fail);
        resolve(undefined);
      });
    });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.admit(request, response).catch((error) => {
      this.log.error(`registry: ${request.method} ${request.url}`, error);
      const reason = unavailable(error)?.message ?? 'the registry does not answer';
      if (!response.headersSent) refuse(response, 503, 'UNAVAILABLE', reason);
      else response.destroy();
    });
  }

  private async admit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.isAuthorised(request)) return askForCredentials(response);
    const { pathname } = new URL(request.url ?? '/', 'http://registry');
    const subject = subjectOf(pathname);
    if (!subject) return refuse(response, 404, 'UNSUPPORTED', 'the operation is unsupported');
    if (subject.kind === 'version') return answerJson(response, 200, {});
    const repository = this.repositories.find(subject.repository);
    if (!repository) return refuse(response, 404, 'NAME_UNKNOWN', this.unknown(subject.repository));
    const use = await this.registry.use();
    if (response.destroyed) return use.done();
    response.once('close', use.done);
    await this.registry.ensure();
    await this.serve(request, response, subject, repository);
  }

  private async serve(
    request: IncomingMessage,
    response: ServerResponse,
    subject: Exclude<Subject, { kind: 'version' }>,
    repository: Repository,
  ): Promise<void> {
    if (subject.kind === 'blob') return this.passage.pass(request, response, request.url as string);
    if (subject.kind === 'tags') {
      return answerJson(response, 200, { name: repository.name, tags: this.images.tags(repository.name) });
    }
    if (request.method === 'PUT') return await this.takeManifest(request, response, subject.reference, repository);
    if (request.method === 'GET' || request.method === 'HEAD') {
      return this.giveManifest(request, response, subject.reference, repository);
    }
    refuse(response, 405, 'UNSUPPORTED', 'images are deleted with BatchDeleteImage');
  }

  /** Tags are ours: the registry is asked for the digest that a tag stands for. */
  private giveManifest(
    request: IncomingMessage,
    response: ServerResponse,
    reference: string,
    { name }: Repository,
  ): void {
    const id = isDigest(reference) ? { imageDigest: reference } : { imageTag: reference };
    const image = this.images.find(name, id);
    if (image) this.passage.pass(request, response, `/v2/${name}/manifests/${image.digest}`);
    else refuse(response, 404, 'MANIFEST_UNKNOWN', `Requested image not found: ${name}:${reference}`);
  }

  private async takeManifest(
    request: IncomingMessage,
    response: ServerResponse,
    reference: string,
    repository: Repository,
  ): Promise<void> {
    const tag = isDigest(reference) ? undefined : reference;
    if (tag !== undefined && !isTag(tag)) return refuse(response, 400, 'TAG_INVALID', `'${tag}' is not a valid tag`);
    const bytes = await bodyOf(request);
    if (!bytes) return refuse(response, 413, 'MANIFEST_INVALID', `a manifest has at most ${MANIFEST_LIMIT} bytes`);
    if (tag !== undefined && this.isFixed(repository, tag)) {
      return refuse(response, 400, 'TAG_INVALID', `The image tag '${tag}' already exists and is immutable`);
    }
    this.passage.pass(request, response, request.url as string, {
      bytes,
      stored: (digest) => this.note(repository, digest, tag, bytes, request),
    });
  }

  private isFixed({ name, mutability }: Repository, tag: string): boolean {
    return mutability === 'IMMUTABLE' && this.images.find(name, { imageTag: tag }) !== undefined;
  }

  private note(
    { name }: Repository,
    digest: string,
    tag: string | undefined,
    bytes: Buffer,
    request: IncomingMessage,
  ): void {
    const manifest = parseManifest(bytes);
    const mediaType = request.headers['content-type'] ?? manifest.mediaType ?? '';
    const size = manifestSize(manifest);
    this.images.add({ repository: name, digest, mediaType, size, pushedAt: Date.now() }, tag);
  }

  private isAuthorised(request: IncomingMessage): boolean {
    const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'basic') return false;
    const [user, password = ''] = Buffer.from(encoded, 'base64').toString().split(':');
    return user === 'AWS' && this.tokens.isGood(password);
  }

  private unknown(name: string): string {
    return `The repository with name '${name}' does not exist in the registry with id '${this.config.account}'`;
  }
}

// Private

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MANIFEST_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function notOpened(port: number, cause: Error): Promise<string> {
  const holder = await byHolder(port);
  const why = holder ? `is taken${holder}` : `could not be opened: ${messageOf(cause)}`;
  return `The registry's port ${port} on 127.0.0.1 ${why}. It is tried again until it is free.`;
}

import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { Rack } from '../apps/rack.ts';
import { MethodFailure, type Refusal } from './errors.ts';
import { GitExchange } from './git-exchange.ts';
import type { Reply } from './reply.ts';
import type { Service, Visit } from './service.ts';
import { decodePart, type Target } from './target.ts';

/** `/hello.git/info/refs`, `/hello/git-upload-pack`: what a git client asks of a repository. */
const PATH = /^\/(.+)\/(info\/refs|git-upload-pack|git-receive-pack)$/s;

/** What a client asks for that speaks the protocol of before 2010. */
const DUMB_PATH = /^\/([^/]+\.git)\/(HEAD|objects\/.*)$/s;

/** Unpacked bytes of the longest question before a fetch: a million commits that the client has. */
const LONGEST_QUESTION = 64 * 1024 * 1024;

/** Bytes of a push that may come besides its pack. */
const AROUND_A_PACK = 16 * 1024 * 1024;

/** Milliseconds in which a client that packs a large push may be silent. */
const PACK_PATIENCE = 5 * 60_000;

type GitService = 'upload-pack' | 'receive-pack';

/** Git's smart protocol over HTTP, versions 0 to 2, over the same core as the SSH door. */
export class Git implements Service {
  private readonly rack: Rack;
  private readonly log: Log;

  constructor({ rack, log }: { rack: Rack; log: Log }) {
    this.rack = rack;
    this.log = log;
  }

  takes({ path }: Target): boolean {
    return PATH.test(path) || DUMB_PATH.test(path);
  }

  async answer(visit: Visit): Promise<void> {
    const [, repository, what] = PATH.exec(visit.target.path) ?? [];
    if (!repository) throw dumbProtocol();
    const method = what === 'info/refs' ? 'GET' : 'POST';
    if (visit.request.method !== method)
      throw new MethodFailure(visit.request.method ?? '', visit.target.path, [method]);
    const app = appOf(repository);
    if (what === 'info/refs') await this.advertise(visit, app, serviceIn(visit.target));
    else await this.serve(visit, app, (what as string).slice('git-'.length) as GitService);
  }

  refuse(reply: Reply, refusal: Refusal): void {
    reply.refuseAsText(refusal);
  }

  // Private

  private async advertise(visit: Visit, app: string, service: GitService): Promise<void> {
    const exchange = new GitExchange(visit, { app, type: `application/x-git-${service}-advertisement` });
    exchange.announce(service);
    await exchange.run(this.log, (request) => this.rack.pushes.advertise(service, request));
  }

  private async serve(visit: Visit, app: string, service: GitService): Promise<void> {
    checkType(visit, `application/x-git-${service}-request`);
    const exchange = new GitExchange(visit, { app, type: `application/x-git-${service}-result` });
    const { pushes } = this.rack;
    // Before a byte of the body is taken.
    pushes.check(service, { app, actor: visit.actor });
    if (service === 'receive-pack') {
      const most = visit.isProxied ? pushes.limits.bytes + AROUND_A_PACK : undefined;
      await exchange.read({ most, patience: PACK_PATIENCE });
      await exchange.run(this.log, (request) => pushes.receive(request));
    } else {
      await exchange.read({ most: LONGEST_QUESTION });
      await exchange.run(this.log, (request) => pushes.upload(request, { stateless: true }));
    }
  }
}

/** `hello.git` and `hello` mean the app hello; what else may stand there, `checkAppName` refuses. */
export function appOf(repository: string): string {
  return decodePart(repository).replace(/\.git$/, '');
}

// Private

function serviceIn({ query }: Target): GitService {
  const name = query.get('service');
  if (name === null) throw dumbProtocol();
  if (name === 'git-upload-pack' || name === 'git-receive-pack') return name.slice('git-'.length) as GitService;
  throw new Failure('unknown_service', `"${name}" is no service of git that is offered here.`);
}

function checkType({ request }: Visit, type: string): void {
  const sent = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (sent === type) return;
  throw new Failure('unsupported_type', `The content type is ${sent ?? 'not told'}; ${type} is needed here.`);
}

function dumbProtocol(): Failure {
  return new Failure('dumb_protocol', 'This rack speaks only the smart protocol of git.', {
    hint: 'Use git 1.6.6 or newer.',
  });
}

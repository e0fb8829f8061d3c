import { Failure } from '../../lib/failure.ts';
import type { Rack } from '../apps/rack.ts';
import { NO_LFS } from '../model/lfs.ts';
import type { Refusal } from './errors.ts';
import { appOf } from './git.ts';
import type { Reply } from './reply.ts';
import type { Service, Visit } from './service.ts';
import type { Target } from './target.ts';

const PATH = /^\/(.+)\/info\/lfs\/.*$/s;

/** Git LFS, which this rack does not serve: its clients are told so in their own words. */
export class Lfs implements Service {
  private readonly rack: Rack;

  constructor(rack: Rack) {
    this.rack = rack;
  }

  takes({ path }: Target): boolean {
    return PATH.test(path);
  }

  async answer({ target, actor }: Visit): Promise<void> {
    const [, repository = ''] = PATH.exec(target.path) ?? [];
    this.rack.apps.find(appOf(repository), actor);
    throw new Failure('lfs_unsupported', NO_LFS.message, { hint: NO_LFS.hint });
  }

  refuse(reply: Reply, { status, message, hint, headers }: Refusal): void {
    const type = { 'content-type': 'application/vnd.git-lfs+json' };
    reply.json(status, { message: [message, hint].filter(Boolean).join(' ') }, { ...type, ...headers });
  }
}

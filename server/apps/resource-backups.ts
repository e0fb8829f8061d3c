import { Failure } from '../../lib/failure.ts';
import type { Snapshot } from '../aws/snapshot.ts';
import { requireRole } from '../model/access.ts';
import { KINDS, kindOf, type Resource, type ResourceKind, resourceNotFound } from '../model/resource.ts';
import type { Parameters } from '../model/resource-option.ts';
import { type Actor, audited } from './actor.ts';
import { requireAdmin } from './guard.ts';
import type { ResourceInfo, Resources, ResourcesOptions } from './resources.ts';
import type { ReleaseRequest } from './turn.ts';

export interface ResourceBackupsOptions extends Pick<ResourcesOptions, 'store' | 'provisioner'> {
  resources: Resources;
}

/** The backups of resources, which outlive them. */
export class ResourceBackups {
  private readonly options: ResourceBackupsOptions;

  constructor(options: ResourceBackupsOptions) {
    this.options = options;
  }

  /** The backups of a resource, newest first; for admins also those of one that is gone. */
  async list(name: string, actor: Actor): Promise<Snapshot[]> {
    const { store, provisioner } = this.options;
    if (store.resources.find(name)) return provisioner.backups(this.backedUp(name, actor));
    const left = actor.developer.role === 'admin' && actor.developer.apps === 'all' ? await this.left(name) : [];
    if (left.length === 0) throw resourceNotFound(name);
    return left;
  }

  /** Makes a backup now, and waits until it is whole. */
  create(name: string, request: ReleaseRequest): Promise<Snapshot> {
    requireRole(request.actor.developer, 'deploy', 'a backup');
    const resource = this.backedUp(name, request.actor);
    return audited(this.options.store, { actor: request.actor, what: `resources backup ${name}` }, async (note) => {
      const made = await this.options.provisioner.backUp(resource, request);
      note(made.id);
      return made;
    });
  }

  /**
   * Makes a new resource from a backup, with the options of the one that it is of unless told otherwise. That one stays as it
   * is: apps move by a link that replaces the other.
   */
  async restore(
    name: string,
    id: string,
    {
      as = name,
      parameters = {},
      detach = false,
    }: { as?: string | undefined; parameters?: Readonly<Record<string, string>>; detach?: boolean },
    request: ReleaseRequest,
  ): Promise<ResourceInfo> {
    requireAdmin(request.actor, 'restoring a backup');
    const { resources, store } = this.options;
    const backup = (await this.list(name, request.actor)).find((each) => each.id === id);
    if (!backup) throw backupNotFound(name, id);
    const source = store.resources.find(name);
    if (source && as === name) throw needsName(name, id);
    const kind = source?.kind ?? kindOfEngine(backup.engine);
    const chosen = { ...(await this.optionsLike(source, backup)), ...parameters, Snapshot: backup.id };
    return resources.create({ kind, name: as, parameters: chosen, detach }, request);
  }

  // Private

  private backedUp(name: string, actor: Actor): Resource {
    const resource = this.options.resources.known(name, actor);
    if (kindOf(resource).backups) return resource;
    throw new Failure('no_backups', `AWS keeps no backups of ${resource.kind}, which ${name} is.`, {
      hint: `Copy what it holds by a command of an app that it is linked to: ssh rack resources link ${name} APP`,
    });
  }

  /** The backups of a resource that is gone, whatever it was. */
  private async left(name: string): Promise<Snapshot[]> {
    const databases = await this.options.provisioner.backups({ name, kind: 'postgres' });
    return databases.length > 0 ? databases : this.options.provisioner.backups({ name, kind: 'redis' });
  }

  /** What a restored resource is like: as the one that the backup is of, with a version and a disk that take its data. */
  private async optionsLike(source: Resource | undefined, { engine, version, storage }: Snapshot): Promise<Parameters> {
    const known = source ? (await this.options.provisioner.state(source)).parameters : {};
    const digits = engine === 'postgres' ? 1 : 2;
    const database = storage !== undefined && {
      Version: version.split('.').slice(0, digits).join('.'),
      Storage: `${Math.max(storage, Number(known.Storage ?? 0))}`,
    };
    const isMysql = engine === 'mysql' || engine === 'mariadb';
    return { ...known, ...database, ...(isMysql && { Engine: engine }) };
  }
}

// Private

function kindOfEngine(engine: string): ResourceKind {
  if (engine === 'mariadb') return 'mysql';
  if (Object.hasOwn(KINDS, engine)) return engine as ResourceKind;
  throw new Failure('unknown_kind', `The backup is of the engine ${engine}, of which the rack makes no resources.`);
}

function backupNotFound(name: string, id: string): Failure {
  return new Failure('backup_not_found', `${name} has no backup "${id}".`, {
    hint: `List them: ssh rack resources backups ${name}`,
  });
}

function needsName(name: string, id: string): Failure {
  return new Failure('resource_exists', `There is a resource "${name}" already, and a backup becomes a new one.`, {
    hint: `Give that a name: ssh rack resources restore ${name} ${id} --as ${name}-2`,
  });
}

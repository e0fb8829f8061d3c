import { join } from 'node:path';
import type { Actor } from '../../../../server/apps/actor.ts';
import { Repositories } from '../../../../server/git/repositories.ts';
import type { Developer, Role } from '../../../../server/model/developer.ts';
import { parsePublicKey } from '../../../../server/model/public-key.ts';
import { newId, type Release } from '../../../../server/model/release.ts';
import { makeKey } from '../../../unit/server/apps/people.ts';
import type { TestRack } from '../rack.ts';

export const ROLES: readonly Role[] = ['read', 'deploy', 'admin'];

/** An app that is granted, one that is there and not granted, and a name that is nobody's. */
export const STATES = { granted: 'mine', 'not granted': 'theirs', unknown: 'nothing' } as const;

export type State = keyof typeof STATES;

/** A key, a token without limits, and a token of an admin that is limited to the role and to what is granted. */
export const CREDENTIALS = ['key', 'token', 'limited token'] as const;

/** Somebody with a role, and how they come in. */
export interface Somebody {
  role: Role;
  credential: (typeof CREDENTIALS)[number];
  actor: Actor;
  /** The text of the token, for the other door. */
  token: string | undefined;
}

const FROM = '192.0.2.7';

/** The id of an app's build; it waits for ever. */
export const buildOf = (app: string) => `B${app.slice(0, 1).toUpperCase().repeat(9)}`;

/** The id of an app's release that waits to be promoted. */
export const releaseOf = (app: string) => `R${app.slice(0, 1).toUpperCase().repeat(9)}`;

/** A rack with two apps, their traces in all that can be listed, and somebody of each role and credential. */
export class Population {
  readonly rack: TestRack;
  readonly everybody: readonly Somebody[];
  private readonly repositories: Repositories;
  /** True until it is as it was at first. */
  isChanged = true;
  private count = 0;

  /** With repositories, which outlive what a fake destroy does not remove. */
  static async of(rack: TestRack): Promise<Population> {
    const repositories = new Repositories(join(rack.folder, 'repos'));
    const population = new Population(rack, repositories);
    for (const app of ['mine', 'theirs']) {
      const log = rack.buildLogs.begin(app, buildOf(app));
      log.write(`Building ${app}`);
      await rack.buildLogs.end(buildOf(app), log);
    }
    await population.restore();
    return population;
  }

  private constructor(rack: TestRack, repositories: Repositories) {
    this.rack = rack;
    this.repositories = repositories;
    this.everybody = ROLES.flatMap((role) => CREDENTIALS.map((credential) => this.somebody(role, credential)));
  }

  /** Gives back what the example before has taken away. */
  async restore(): Promise<void> {
    if (!this.isChanged) return;
    this.isChanged = false;
    for (const app of ['mine', 'theirs']) await this.repositories.ensure(app);
    this.rack.store.transaction(() => {
      for (const app of ['mine', 'theirs']) this.restoreApp(app);
      this.rack.store.apps.remove('nothing');
      this.restorePeople();
    });
  }

  /** The words of an example, with what stands in them. */
  words(example: string, app: string): string {
    return example
      .replace('{app}', app)
      .replace('{key}', () => makeKey())
      .replace('{n}', () => `${this.count++}`);
  }

  /** All that is written down but for the audit log and last uses. */
  digest(): string {
    const { adjustments, apps, builds, developers, environments, keys, releases, resources, tokens } = this.rack.store;
    const used = resources.list().map((each) => [each, resources.linksOf(each.name)]);
    const unused = <T extends object>(list: T[]) => list.map((each) => ({ ...each, lastUsedAt: 0, lastUsedFrom: 0 }));
    const all = apps
      .list()
      .map((app) => [
        app,
        ...[builds, releases].map((each) => each.list(app.name)),
        ...[environments.get(app.name), adjustments.of(app.name)],
      ]);
    return JSON.stringify([all, used, developers.list(), unused(keys.list()), unused(tokens.list())]);
  }

  /** The number of records in the audit log. */
  records(): number {
    // A count of refused logins is a record of its own.
    this.rack.rack.logins.flush();
    return this.rack.store.audit.list().length;
  }

  // Private

  private somebody(role: Role, credential: Somebody['credential']): Somebody {
    const { store, rack } = this.rack;
    const developer: Developer =
      store.developers.find(role) ?? store.developers.create({ name: role, role, apps: scopeOf(role) });
    if (credential === 'key') {
      const key = parsePublicKey(makeKey());
      store.keys.add({ developer: developer.name, ...key });
      return { role, credential, actor: rack.logins.byKey(key.fingerprint, FROM) as Actor, token: undefined };
    }
    const isLimited = credential === 'limited token';
    const token = this.rack.token(isLimited ? 'admin' : role, isLimited ? { role, apps: ['mine'] } : {});
    return { role, credential, actor: rack.logins.byToken(token, FROM) as Actor, token };
  }

  private restoreApp(app: string): void {
    const { apps, builds, environments, releases } = this.rack.store;
    if (!apps.find(app)) apps.create({ name: app, createdBy: 'victim' });
    if (!releases.live(app)) releases.create({ ...RELEASE, id: newId('R'), app, description: `Deploy of ${app}` });
    if (!releases.find(releaseOf(app)))
      releases.create({ ...RELEASE, id: releaseOf(app), app, description: `Draft of ${app}`, state: 'created' });
    releases.setState(releaseOf(app), 'created');
    if (!builds.find(buildOf(app)))
      builds.create({ id: buildOf(app), app, unit: 'app', commit: 'a'.repeat(40), createdBy: 'victim' });
    environments.set(app, { GREETING: 'hello' });
    this.rack.store.locks.remove(app);
    this.restoreResource(app);
  }

  /** Each app has a database of its own. */
  private restoreResource(app: string): void {
    const { resources } = this.rack.store;
    const name = `${app}-db`;
    resources.create({ name, kind: 'postgres', createdBy: 'victim' });
    for (const { variable } of resources.linksIn(app)) resources.unlink({ app, variable });
    resources.link({ resource: name, app, variable: `${app.toUpperCase()}_DB_URL` });
    this.rack.provisioner.snapshots.set(name, [this.rack.provisioner.snapshot(name, 'old')]);
  }

  /** Who may touch an app loses it when it is destroyed. */
  private restorePeople(): void {
    const { developers, tokens } = this.rack.store;
    if (!developers.find('victim')) developers.create({ name: 'victim', role: 'deploy', apps: [] });
    developers.setRole('victim', 'deploy');
    developers.setApps('victim', ['theirs']);
    for (const { role, credential, actor } of this.everybody)
      if (credential !== 'limited token') developers.setApps(actor.developer.name, scopeOf(role));
      else if (actor.via.kind === 'token') tokens.setApps(actor.via.id, ['mine']);
  }
}

// Private

const RELEASE = {
  createdBy: 'victim',
  commit: 'a'.repeat(40),
  build: undefined,
  origin: { kind: 'commit' },
  image: 'image',
  processes: { web: { command: null, port: 3000 } },
  phases: {},
  timers: {},
  variables: {},
  secrets: [],
  state: 'live',
} satisfies Partial<Release>;

const scopeOf = (role: Role) => (role === 'admin' ? 'all' : ['mine']);

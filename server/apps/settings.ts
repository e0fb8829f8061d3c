import { Failure } from '../../lib/failure.ts';
import { nearest } from '../../lib/nearest.ts';
import type { KeyedQueue, Place } from '../../lib/queue.ts';
import type { Repositories } from '../git/repositories.ts';
import { type App, deployBranches } from '../model/app.ts';
import { findSetting, SETTINGS, type SettingName } from '../model/settings.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import type { Apps } from './apps.ts';

/** A setting of an app, as people see it. */
export interface SettingInfo {
  name: SettingName;
  /** The value, or undefined while the standard holds. */
  value: string | undefined;
  standard: string;
  what: string;
}

/** Who changes settings; a push that runs is waited for, and keeps those it began with. */
export interface SettingsRequest {
  actor: Actor;
  signal: AbortSignal;
  onWait(place: Place): void;
}

/** How apps are set: which branch deploys, what is protected. */
export class Settings {
  private readonly options: { apps: Apps; store: Store; repositories: Repositories; queue: KeyedQueue };

  constructor(options: { apps: Apps; store: Store; repositories: Repositories; queue: KeyedQueue }) {
    this.options = options;
  }

  /** All settings, also those that have their standard. */
  list(name: string, actor: Actor): SettingInfo[] {
    const { settings } = this.options.apps.find(name, actor);
    return SETTINGS.map(({ name, standard, what }) => ({ name, value: settings[name], standard, what }));
  }

  /** Changes settings, all or none; answers what the developer may want to do next, a line each. */
  set(name: string, values: Readonly<Record<string, string>>, request: SettingsRequest): Promise<string[]> {
    for (const [setting, value] of Object.entries(values)) known(setting).check(value);
    const words = Object.entries(values).map(([setting, value]) => `${setting}=${value}`);
    return this.apply(name, { what: `set ${words.join(' ')}`, values }, request);
  }

  /** Gives settings their standard again. */
  unset(name: string, names: readonly string[], request: SettingsRequest): Promise<string[]> {
    const values = Object.fromEntries(names.map((setting) => [known(setting).name, undefined]));
    return this.apply(name, { what: `unset ${names.join(' ')}`, values }, request);
  }

  /** Sets those that have a value, and gives those their standard again whose value is empty: all or none. */
  change(name: string, values: Readonly<Record<string, string>>, request: SettingsRequest): Promise<string[]> {
    const entries = Object.entries(values).map(([setting, value]) => [known(setting), value] as const);
    for (const [setting, value] of entries) if (value !== '') setting.check(value);
    const words = entries.map(([{ name: setting }, value]) => `${setting}=${value}`);
    const changed = Object.fromEntries(entries.map(([setting, value]) => [setting.name, value || undefined]));
    return this.apply(name, { what: `set ${words.join(' ')}`, values: changed }, request);
  }

  // Private

  private apply(
    name: string,
    { what, values }: { what: string; values: Readonly<Record<string, string | undefined>> },
    { actor, signal, onWait }: SettingsRequest,
  ): Promise<string[]> {
    const { apps, store, queue } = this.options;
    apps.find(name, actor);
    const apply = async () => {
      store.apps.set(name, values);
      return 'deploy-branch' in values ? this.followBranch(apps.find(name, actor)) : [];
    };
    const holder = `a change of ${actor.developer.name}`;
    return audited(store, { actor, what, app: name }, () => queue.run(name, apply, { signal, onWait, holder }));
  }

  /** A fresh clone checks out the deploy branch; setting it deploys nothing. */
  private async followBranch(app: App): Promise<string[]> {
    const { repositories } = this.options;
    const branches = deployBranches(app);
    const refs = await repositories.refs(
      app.name,
      branches.map((branch) => `refs/heads/${branch}`),
    );
    const branch = branches.find((each) => refs.has(`refs/heads/${each}`));
    if (!branch) return [`Deploy it: git push rack ${branches[0]}`];
    await repositories.setHead(app.name, branch);
    const commit = refs.get(`refs/heads/${branch}`)?.slice(0, 7);
    return [`${branch} is stored at ${commit}. To deploy that: ssh rack redeploy ${app.name} ${commit}`];
  }
}

// Private

function known(name: string) {
  const setting = findSetting(name);
  if (setting) return setting;
  const names = SETTINGS.map((each) => each.name);
  const near = nearest(name, names);
  throw new Failure('unknown_setting', `There is no setting "${name}".`, {
    hint: near ? `Did you mean ${near}?` : `There are ${names.join(' and ')}.`,
  });
}

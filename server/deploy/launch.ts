import { messageOf } from '../../lib/failure.ts';
import { addressesOf, type Urls } from '../model/address.ts';
import type { App } from '../model/app.ts';
import { refuseDynamicReferences } from '../model/dynamic-reference.ts';
import { WEB } from '../model/formation.ts';
import type { Phases } from '../model/manifest.ts';
import type { Release } from '../model/release.ts';
import type { Output } from './output.ts';
import { runPhase } from './phase.ts';
import { makeRelease, putEnvironment, type ReleaseDeps, type ReleaseInput } from './release.ts';
import { Rollout, type RolloutDeps } from './rollout.ts';
import type { AppStack } from './stack.ts';
import { oneOff } from './task.ts';
import { taskDefinition } from './template.ts';

export type LaunchDeps = RolloutDeps & ReleaseDeps & { urls: Urls };

/** Where a release is launched, and for whom. */
export interface LaunchPlace {
  /** Of the app's stack. */
  outputs: Readonly<Record<string, string>>;
  output: Output;
  signal: AbortSignal;
}

/** The way of a release once its images are there: made, then release phase, rollout, and the script after the first one. */
export class Launch {
  private readonly deps: LaunchDeps;
  private readonly stackOf: (app: string) => AppStack;

  constructor(deps: LaunchDeps, stackOf: (app: string) => AppStack) {
    this.deps = deps;
    this.stackOf = stackOf;
  }

  /** Makes a release without bringing it live. */
  make(input: ReleaseInput): Release {
    // What an image says of itself, such as its HEALTHCHECK, is known only now.
    refuseDynamicReferences({ processes: input.made.processes, timers: input.made.timers });
    return makeRelease(this.deps, input);
  }

  /** Brings a release live, and answers it; whatever it throws, the release before goes on serving. */
  async promote(app: App, release: Release, place: LaunchPlace): Promise<Release> {
    const { releases } = this.deps;
    const before = releases.live(app.name);
    place.output.step(`Releasing v${release.version} (${release.id})`);
    releases.setState(release.id, 'deploying');
    try {
      const secret = await putEnvironment(this.deps, release);
      await this.phase('release', release, secret, place);
      await new Rollout(this.deps, { app, release, before, secret, stack: this.stackOf(app.name), ...place }).run();
      releases.setState(release.id, 'live');
      if (!before) await this.afterTheFirst(release, secret, place);
    } catch (error) {
      if (releases.find(release.id)?.state !== 'live') releases.setState(release.id, 'failed');
      throw error;
    }
    this.tellAddresses(release, place.output);
    return { ...release, state: 'live' };
  }

  // Private

  private async phase(phase: keyof Phases, release: Release, secret: string | undefined, place: LaunchPlace) {
    const command = release.phases[phase];
    if (command === undefined) return;
    const definition = taskDefinition(oneOff(release, phase, command), {
      rack: this.deps.rack,
      release,
      secret,
      executionRole: place.outputs.ExecutionRole!,
      taskRole: place.outputs.TaskRole!,
    });
    await runPhase(this.deps, { phase, release, definition, ...place });
  }

  /** The script that is run once in the life of an app. The release serves already, so that its failure undoes nothing. */
  private async afterTheFirst(release: Release, secret: string | undefined, place: LaunchPlace): Promise<void> {
    try {
      await this.phase('postdeploy', release, secret, place);
    } catch (error) {
      place.output.warn(`${messageOf(error)} v${release.version} is live all the same, and it is not run again.`);
    }
  }

  private tellAddresses(release: Release, output: Output): void {
    const [first, ...others] = addressesOf(release, this.deps.urls);
    const isWeb = first?.process === WEB;
    output.raw(`=====> v${release.version} is live${isWeb ? `: ${first.url}` : ''}`);
    for (const { process, url } of isWeb || !first ? others : [first, ...others]) output.line(`${process}: ${url}`);
  }
}

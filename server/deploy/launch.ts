import { messageOf } from '../../lib/failure.ts';
import { addressesOf, type Urls } from '../model/address.ts';
import { adjusted } from '../model/adjustments.ts';
import type { App } from '../model/app.ts';
import { refuseDynamicReferences } from '../model/dynamic-reference.ts';
import { formationOf, sizeWords, WEB } from '../model/formation.ts';
import type { Phases } from '../model/manifest.ts';
import type { Release } from '../model/release.ts';
import type { AppAdjustments } from '../store/adjustments.ts';
import type { Output } from './output.ts';
import { runPhase } from './phase.ts';
import { makeRelease, putEnvironment, type ReleaseDeps, type ReleaseInput } from './release.ts';
import { type ReleaseTemplateDeps, templateOf } from './release-template.ts';
import { Rollout, type RolloutDeps } from './rollout.ts';
import type { AppStack } from './stack.ts';
import { oneOff } from './task.ts';
import { taskDefinition } from './template.ts';

export type LaunchDeps = RolloutDeps &
  ReleaseDeps &
  ReleaseTemplateDeps & { urls: Urls; adjustments: Pick<AppAdjustments, 'of'> };

/** Where a release is launched, and for whom. */
export interface LaunchPlace {
  /** Of the app's stack. */
  outputs: Readonly<Record<string, string>>;
  output: Output;
  signal: AbortSignal;
  /** What it runs was live before: its release phase has done its work, and is not run again. */
  isProven?: boolean | undefined;
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
    const adjustments = this.deps.adjustments.of(app.name);
    const running = adjusted(release, adjustments);
    place.output.step(`Releasing v${release.version} (${release.id})`);
    for (const line of scaledWords(release, running)) place.output.line(line);
    releases.setState(release.id, 'deploying');
    try {
      const secret = await putEnvironment(this.deps, release);
      if (!place.isProven) await this.phase('release', running, secret, place);
      const { maintenance, certificates } = adjustments;
      const template = templateOf(this.deps, { app, release: running, secret, maintenance, certificates });
      const stack = this.stackOf(app.name);
      await new Rollout(this.deps, { app, release: running, before, template, stack, ...place }).run();
      releases.setState(release.id, 'live');
      if (!before) await this.afterTheFirst(running, secret, place);
    } catch (error) {
      if (releases.live(app.name)?.id !== release.id) releases.notLive(release.id);
      throw error;
    }
    this.tellAddresses(running, place.output);
    if (adjustments.maintenance !== undefined)
      place.output.warn(`${app.name} is in maintenance. To end it: ssh rack maintenance off ${app.name}`);
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

// Private

/** Where what people have set of a size is not what the app says itself. */
function scaledWords(said: Release, running: Release): string[] {
  const [own, scaled] = [formationOf(said.processes), formationOf(running.processes)];
  const differing = Object.keys(own).filter((process) => sizeWords(own[process]!) !== sizeWords(scaled[process]!));
  return differing.map(
    (process) =>
      `${process} runs as it was scaled: ${sizeWords(scaled[process]!)} (the app itself says ${sizeWords(own[process]!)})`,
  );
}

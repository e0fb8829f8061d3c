import { type Adjustments, adjusted } from '../model/adjustments.ts';
import type { App } from '../model/app.ts';
import { formationOf } from '../model/formation.ts';
import { nothingLive } from '../model/nothing-live.ts';
import type { Release } from '../model/release.ts';
import type { AppAdjustments } from '../store/adjustments.ts';
import type { Releases } from '../store/releases.ts';
import { Adjustment, type AdjustmentDeps } from './adjustment.ts';
import type { Wish } from './admission.ts';
import { growingProcesses, type Resize, requireFree } from './machine-room.ts';
import type { Output } from './output.ts';
import { environmentSecret, type ReleaseDeps } from './release.ts';
import { type ReleaseTemplateDeps, templateOf } from './release-template.ts';
import type { AppStack } from './stack.ts';

export interface AdjusterDeps extends AdjustmentDeps, ReleaseTemplateDeps, ReleaseDeps {
  adjustments: Pick<AppAdjustments, 'of'>;
  releases: ReleaseDeps['releases'] & Pick<Releases, 'live'>;
}

/** Where an adjustment is told, and how its failure begins: `shop was not scaled`. */
export interface AdjustPlace {
  output: Output;
  signal: AbortSignal;
  failure: string;
}

/** Brings into effect what people set of apps, with the releases that are live. */
export class Adjuster {
  private readonly deps: AdjusterDeps;
  private readonly stackOf: (app: string) => AppStack;
  private readonly admit: (app: App, wish: Pick<Wish, 'processes' | 'timers'>) => Promise<void>;

  constructor(deps: AdjusterDeps, stackOf: Adjuster['stackOf'], admit: Adjuster['admit']) {
    this.deps = deps;
    this.stackOf = stackOf;
    this.admit = admit;
  }

  /** Resolves once the live release of the app runs so; whatever it throws, it runs as before. */
  async adjust(app: App, adjustments: Adjustments, place: AdjustPlace): Promise<void> {
    const live = this.deps.releases.live(app.name);
    if (!live) throw nothingLive(app.name);
    const stack = this.stackOf(app.name);
    const was = this.deps.adjustments.of(app.name);
    const [before, release] = [adjusted(live, was), adjusted(live, adjustments)];
    await stack.ready(place.output.line, place.signal);
    await this.admit(app, release);
    const resize = resizeOf(before, release);
    await requireFree(this.deps.cluster, resize);
    const secret = await environmentSecret(this.deps, live);
    const template = (release: Release, { maintenance, certificates }: Adjustments) =>
      templateOf(this.deps, { app, release, secret, maintenance, certificates });
    const templates = { template: template(release, adjustments), templateBefore: template(before, was) };
    const job = { ...place, ...templates, release, growing: growingProcesses(resize), stack };
    await new Adjustment(this.deps, job).run();
  }
}

// Private

function resizeOf(before: Release, after: Release): Resize {
  return { before: formationOf(before.processes), after: formationOf(after.processes), processes: after.processes };
}

import { Failure } from '../../lib/failure.ts';
import type { Registry } from '../aws/ecr.ts';
import { adjusted } from '../model/adjustments.ts';
import type { App } from '../model/app.ts';
import { ONE_BUILD } from '../model/manifest.ts';
import { newId, type Origin, type Release } from '../model/release.ts';
import type { AppAdjustments } from '../store/adjustments.ts';
import type { Environments } from '../store/environments.ts';
import type { Releases } from '../store/releases.ts';
import { type AdmissionDeps, admit, type Wish } from './admission.ts';
import { buildEnvOf } from './build-env.ts';
import { Builder, type BuilderDeps } from './builder.ts';
import { detectApp } from './detect.ts';
import { type FoundImage, type ImageDeps, obtainImage } from './image.ts';
import type { DeployJob, ImageDeployJob } from './job.ts';
import { publish } from './publish.ts';
import { descriptionOf, originOf, type ReleaseInput } from './release.ts';
import { imageManifest, runsOf, tellManifest } from './runs.ts';
import { takeEnvironment } from './variables.ts';

export interface MakerDeps extends BuilderDeps, AdmissionDeps, ImageDeps {
  registry: Registry;
  apps: AdmissionDeps['apps'];
  releases: Pick<Releases, 'live'>;
  environments: Environments;
  adjustments: Pick<AppAdjustments, 'of'>;
}

/** Makes what a release consists of, so far that it can be launched. */
export class Maker {
  private readonly deps: MakerDeps;
  private readonly builder: Builder;

  constructor(deps: MakerDeps) {
    this.deps = deps;
    this.builder = new Builder(deps);
  }

  /** Of a commit: detect, build, publish to the app's repository, which may have to be made meanwhile. */
  async ofCommit(job: DeployJob, repository: Promise<string>): Promise<ReleaseInput> {
    const { app, developer, source, output } = job;
    const { stack, environments } = this.deps;
    const surroundings = { env: environments.get(app.name), resolve: stack.resolve.bind(stack) };
    const detection = await detectApp(source, { ...app.settings, manifest: job.build?.manifest }, surroundings, output);
    const { manifest } = detection;
    const env = takeEnvironment(environments, app.name, manifest.env, output);
    await this.admit(app, manifest);
    tellManifest(manifest, output);
    const buildEnv = buildEnvOf(app.settings, env, output);
    const images = await this.builder.images({
      ...job,
      app: app.name,
      wish: job.build,
      detection,
      buildEnv,
      repository,
    });
    const origin = originOf(source, job.origin);
    const build = job.build && { build: job.build.id };
    const made = { origin, commit: source.commit, ...runsOf(manifest, images), ...build };
    const description = job.build?.description || descriptionOf(source, origin);
    return { app, developer, description, env, made };
  }

  /** Of an image that was built elsewhere: pull, check, publish. */
  async ofImage(job: ImageDeployJob, repository: string): Promise<ReleaseInput> {
    const { app, developer, image: name } = job;
    const env = this.deps.environments.get(app.name);
    const manifest = imageManifest(job.processes);
    await this.admit(app, manifest);
    const image = await obtainImage(this.deps, { ...job, name, ownRegistry: repository.split('/')[0]! });
    const reference = await this.publishedImage(image, { ...job, repository });
    const origin: Origin = { kind: 'image', name };
    const { port, healthCommand } = image;
    const runs = runsOf(manifest, { [ONE_BUILD]: { reference, port, healthCommand } });
    return { app, developer, description: `Deploy image ${name}`, env, made: { origin, commit: undefined, ...runs } };
  }

  /** Throws a `Failure` when that cannot run on this rack. */
  admit(app: App, { processes, timers }: Pick<Wish, 'processes' | 'timers'>): Promise<void> {
    const running = adjusted({ processes, timers }, this.deps.adjustments.of(app.name));
    return admit(this.deps, { app, ...running, live: this.deps.releases.live(app.name) });
  }

  /** Whether these images are still in the registry, which keeps the newest fifty of an app. */
  async hasImages(images: readonly Release['image'][]): Promise<boolean> {
    const found = await Promise.all(images.map((image) => this.deps.registry.has(image)));
    return found.every((each) => each);
  }

  /** Stops a build; see `Builder.cancel`. */
  cancelBuild(id: string, reason: Failure): Promise<boolean> {
    return this.builder.cancel(id, reason);
  }

  // Private

  /** An image that was built elsewhere, in the app's own repository. */
  private async publishedImage(
    image: FoundImage,
    { image: name, processes, ...job }: ImageDeployJob & { repository: string },
  ): Promise<string> {
    try {
      if (!image.hasCommand && Object.values(processes).includes(null)) throw noCommand(name);
      job.output.step('Discovering process types');
      job.output.line(Object.keys(processes).join(', '));
      return await publish(this.deps, { ...job, image: image.id, tag: `image-${newId('B')}` });
    } finally {
      await image.forget();
    }
  }
}

// Private

function noCommand(image: string): Failure {
  return new Failure('no_process', `${image} has no command of its own.`, {
    hint: "Say what runs, as in  --process web='node server.js'",
  });
}

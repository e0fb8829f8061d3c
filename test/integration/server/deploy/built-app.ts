import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { detect } from '../../../../buildpacks/index.ts';
import { debianStack } from '../../../../buildpacks/stacks/debian.ts';
import { Images } from '../../../../docker/images.ts';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { build } from '../../../../server/deploy/build.ts';
import { outputTo } from '../../../../server/deploy/output.ts';
import { LIMITS, sourceOf } from './tree.ts';

const BASE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';
const PORT = 3000;
const docker = new Docker();
const stack = debianStack({ baseImage: BASE, folder: '/nowhere', images: new Images(docker) });

interface Test {
  teardown(clean: () => unknown): void;
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** The web process of a small tree, built and run as a rack builds and runs it, without a rack around it. */
export class BuiltApp {
  readonly container: string;
  private readonly host: string;

  private constructor(container: string, host: string) {
    this.container = container;
    this.host = host;
  }

  /** Builds and starts it; image and container are gone when the test ends. Ready when its port answers. */
  static async start(t: Test, name: string, files: Record<string, string>): Promise<BuiltApp> {
    const rack = `t-${name}`;
    t.teardown(() => cleanUp(rack));
    const { image, command } = await built(rack, files);
    const label = ['--label', `io.rack.rack=${rack}`];
    const argv = ['docker', 'run', '-d', '--init', ...label, '-e', `PORT=${PORT}`, image, '/bin/sh', '-c', command];
    const container = (await run(argv)).stdout.trim();
    const { NetworkSettings } = await docker.getContainer(container).inspect();
    const app = new BuiltApp(container, NetworkSettings.Networks.bridge?.IPAddress ?? '');
    await poll(() => app.get('/').catch(() => undefined), { signal: AbortSignal.timeout(20_000) });
    return app;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const answered = async (answer: IncomingMessage) =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: await text(answer) });
      get({ host: this.host, port: PORT, path, headers, agent: false }, answered).once('error', reject);
    });
  }

  /** What it has printed. */
  async logs(): Promise<string> {
    const { stdout, stderr } = await run(['docker', 'logs', this.container]);
    return stdout + stderr;
  }
}

// Private

async function built(rack: string, files: Record<string, string>): Promise<{ image: string; command: string }> {
  const source = sourceOf(files);
  const detected = await detect(source, { env: {}, resolve: (name, pin) => stack.resolve(name, pin) });
  if (detected.kind !== 'plan') throw new Error('It has a Dockerfile.');
  const image = await build(
    { rack, docker, stack, buildLimits: LIMITS, cacheName: (app) => app, envWord: () => '' },
    {
      app: 'app',
      id: 'B1',
      source,
      unit: { spec: {}, detected },
      env: {},
      output: outputTo(() => {}),
      onBases: () => {},
      signal: new AbortController().signal,
    },
  );
  return { image, command: detected.plan.processes.web ?? '' };
}

async function cleanUp(rack: string): Promise<void> {
  const filters = { label: [`io.rack.rack=${rack}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true });
  for (const { Id } of await docker.listImages({ filters })) await docker.getImage(Id).remove({ force: true });
}

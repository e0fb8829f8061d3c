import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import type { Runtime, RuntimeName } from '../plan.ts';
import { nodeOnDebian } from './debian/node.ts';
import { aptInstall, type DebianRuntime, SUITES, type Suite } from './debian/runtime.ts';
import type { Base, Needs, Stack } from './stack.ts';

/** The images of one engine, as far as this stack makes some. */
export interface Images {
  /** The image of this name, with its variables as `NAME=value`; undefined when there is none. */
  find(tag: string): Promise<{ id: string; env: readonly string[] } | undefined>;
  build(tag: string, files: Record<string, Buffer | string>, signal: AbortSignal): Promise<void>;
}

export interface DebianOptions {
  baseImage: string;
  /** Where answers of registries are kept. */
  folder: string;
  images: Images;
}

/**
 * Debian with languages from its own packages and from the languages' registries, for machines that reach no image
 * registry. Base images are made once for all apps of a machine, and are called after what is in them.
 */
export function debianStack(options: DebianOptions): Stack {
  return new DebianStack(options);
}

// Private

type Stage = 'build' | 'run';

class DebianStack implements Stack {
  readonly name = 'debian';
  private readonly options: DebianOptions;
  private readonly runtimes: readonly DebianRuntime[];
  /** What is being made now, by tag: two pushes may need the same. */
  private readonly making = new Map<string, Promise<void>>();

  constructor(options: DebianOptions) {
    this.options = options;
    this.runtimes = [nodeOnDebian({ folder: join(options.folder, 'node') })];
  }

  resolve(name: RuntimeName, pin: Runtime['pin']): Promise<string> {
    return this.find(name).resolve(pin);
  }

  async bases({ runtimes, packages }: Needs, say: (line: string) => void, signal: AbortSignal) {
    const suite = this.suiteOf(runtimes);
    const build = runtimes.filter(({ at }) => at !== 'run');
    const run = runtimes.filter(({ at }) => at !== 'build');
    return {
      build: await this.base('build', suite, build, [...packages.build, ...packages.run], { say, signal }),
      run: await this.base('run', suite, run, packages.run, { say, signal }),
    };
  }

  // Private

  private find(name: RuntimeName): DebianRuntime {
    const found = this.runtimes.find((runtime) => runtime.name === name);
    if (found) return found;
    throw new Failure('no_such_runtime', `The debian stack has no ${name}.`, { blame: 'rack' });
  }

  private suiteOf(runtimes: readonly Runtime[]): Suite {
    const asked = runtimes.flatMap(({ name, version, title }) => {
      const suite = this.find(name).suite(version);
      return suite ? [{ suite, what: `${title} ${version}` }] : [];
    });
    const [first, other] = [asked[0], asked.find(({ suite }) => suite !== asked[0]?.suite)];
    if (!first || !other) return first?.suite ?? SUITES[0];
    throw new Failure('no_such_version', `${first.what} and ${other.what} are not in one release of Debian.`, {
      hint: `${first.what} is in ${first.suite}, ${other.what} in ${other.suite}: ask for another version of one.`,
    });
  }

  private async base(
    stage: Stage,
    suite: Suite,
    runtimes: readonly Runtime[],
    packages: readonly string[],
    { say, signal }: { say: (line: string) => void; signal: AbortSignal },
  ): Promise<Base> {
    const from = await this.suiteImage(suite, say, signal);
    const lines = runtimes.flatMap(({ name, version }) => this.find(name)[stage](version));
    const dockerfile = [`FROM ${from}`, ...lines, USER_LINE].join('\n');
    const named = runtimes.map(({ name, version }) => `${name}-${version}`).join('-') || suite;
    const hash = createHash('sha256').update(dockerfile).digest('hex').slice(0, 12);
    const tag = `rack/${stage}:${named}-${hash}`;
    const what = runtimes.map(({ title, version }) => `${title} ${version}`).join(', ');
    const files = () => this.filesOf(runtimes, signal);
    await this.make(tag, `Making the image of ${what || 'Debian'}, once for all apps of this machine`, say, async () =>
      this.options.images.build(tag, { ...(await files()), Dockerfile: dockerfile }, signal),
    );
    return { image: tag, lines: packages.length > 0 ? [aptInstall(...packages)] : [] };
  }

  private async filesOf(runtimes: readonly Runtime[], signal: AbortSignal): Promise<Record<string, Buffer>> {
    const all = runtimes.map(({ name, version }) => this.find(name).files?.(version, signal));
    return Object.assign({}, ...(await Promise.all(all)));
  }

  /** Debian's standard release is there; a newer one is made of it by its own upgrade. */
  private async suiteImage(suite: Suite, say: (line: string) => void, signal: AbortSignal): Promise<string> {
    const { baseImage, images } = this.options;
    if (suite === SUITES[0]) return baseImage;
    const from = await images.find(baseImage);
    const tag = `rack/debian:${suite}-${from?.id.replace('sha256:', '').slice(0, 12)}`;
    await this.make(tag, `Making the image of Debian ${suite}, once for all apps of this machine`, say, () =>
      images.build(tag, { Dockerfile: upgrade(baseImage, suite, from?.env ?? []) }, signal),
    );
    return tag;
  }

  private async make(tag: string, what: string, say: (line: string) => void, work: () => Promise<void>): Promise<void> {
    if (await this.options.images.find(tag)) return;
    say(what);
    const running = this.making.get(tag) ?? work().finally(() => this.making.delete(tag));
    this.making.set(tag, running);
    await running;
  }
}

const USER_LINE = 'RUN useradd --create-home --uid 1000 --shell /bin/bash app';

/** One layer without the release before it. */
function upgrade(from: string, suite: Suite, env: readonly string[]): string {
  return `FROM ${from} AS upgraded
RUN sed -i 's/${SUITES[0]}/${suite}/g' $(find /etc/apt -name '*.list' -o -name '*.sources') \\
 && apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get full-upgrade -qy && apt-get autoremove -qy --purge \\
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb /var/log/apt /var/log/dpkg.log
FROM scratch
COPY --from=upgraded / /
${env.map((variable) => `ENV ${variable}`).join('\n')}
`;
}

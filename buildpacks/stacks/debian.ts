import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { FOLDER, USER, USER_ID } from '../dockerfile.ts';
import type { Runtime, RuntimeName } from '../plan.ts';
import { BaseImages, type Files, type FoundImage, type Images } from './debian/base-images.ts';
import { bunOnDebian } from './debian/bun.ts';
import { denoOnDebian } from './debian/deno.ts';
import { goOnDebian } from './debian/go.ts';
import { javaOnDebian } from './debian/java.ts';
import { nginxOnDebian } from './debian/nginx.ts';
import { nodeOnDebian } from './debian/node.ts';
import { phpOnDebian } from './debian/php.ts';
import { pythonOnDebian } from './debian/python.ts';
import { rubyOnDebian } from './debian/ruby.ts';
import { aptInstall, type DebianRuntime, SUITES, type Suite } from './debian/runtime.ts';
import { rustOnDebian } from './debian/rust.ts';
import type { Base, Bases, Needs, Stack } from './stack.ts';

export interface DebianOptions {
  baseImage: string;
  /** Where answers of registries are kept. */
  folder: string;
  images: Images;
}

/**
 * Debian with languages from its own packages and from the languages' registries, for machines that reach no image
 * registry.
 */
export function debianStack(options: DebianOptions): Stack {
  return new DebianStack(options);
}

// Private

type Stage = 'build' | 'run';

/** Who is told what takes long, and whose end ends the wait. */
interface Waiting {
  say(line: string): void;
  signal: AbortSignal;
}

class DebianStack implements Stack {
  readonly name = 'debian';
  private readonly baseImage: string;
  private readonly images: BaseImages;
  private readonly runtimes: readonly DebianRuntime[];

  constructor({ baseImage, folder, images }: DebianOptions) {
    this.baseImage = baseImage;
    this.images = new BaseImages(images);
    const of = (name: string) => ({ folder: join(folder, name), baseImage, images: this.images });
    this.runtimes = [
      nodeOnDebian(of('node')),
      bunOnDebian(of('bun')),
      denoOnDebian(of('deno')),
      nginxOnDebian,
      pythonOnDebian,
      rubyOnDebian,
      phpOnDebian,
      goOnDebian(of('go')),
      javaOnDebian,
      rustOnDebian(of('rust')),
    ];
  }

  resolve(name: RuntimeName, pin: Runtime['pin']): Promise<string> {
    return this.find(name).resolve(pin);
  }

  async bases({ runtimes, packages }: Needs, say: (line: string) => void, signal: AbortSignal): Promise<Bases> {
    const suite = this.suiteOf(runtimes);
    const from = await this.suiteImage(suite, { say, signal });
    const build = runtimes.filter(({ at }) => at !== 'run');
    const run = runtimes.filter(({ at }) => at !== 'build');
    return {
      build: await this.base('build', from, build, [...packages.build, ...packages.run], { say, signal }),
      run: await this.base('run', from, run, packages.run, { say, signal }),
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

  /** Debian's standard release is there; a newer one is made of it by its own upgrade. */
  private async suiteImage(suite: Suite, { say, signal }: Waiting): Promise<FoundImage & { name: string }> {
    const standard = { name: this.baseImage, ...(await this.images.mustFind(this.baseImage)) };
    if (suite === SUITES[0]) return standard;
    const dockerfile = upgrade(standard, suite);
    const what = { name: 'rack/debian', contents: suite, title: `Debian ${suite}` };
    return this.images.ensure({ ...what, dockerfile, files: noFiles }, say, signal);
  }

  private async base(
    stage: Stage,
    from: FoundImage & { name: string },
    runtimes: readonly Runtime[],
    packages: readonly string[],
    { say, signal }: Waiting,
  ): Promise<Base> {
    const lines = runtimes.flatMap(({ name, version, parts = [] }) => this.find(name)[stage](version, parts));
    const contents = runtimes.map(({ name, version }) => `${name}-${version}`).join('-') || 'plain';
    const title = runtimes.map(({ title, version }) => `${title} ${version}`).join(', ') || 'Debian';
    const dockerfile = [`# On ${from.id}`, `FROM ${from.name}`, ...lines, ...USER_LINES].join('\n');
    const files = (signal: AbortSignal) => this.filesOf(runtimes, signal);
    const job = { name: `rack/${stage}`, contents, title, dockerfile, files };
    const { name: image, id } = await this.images.ensure(job, say, signal);
    return { image, digest: id, lines: packages.length > 0 ? [aptInstall(...packages)] : [] };
  }

  private async filesOf(runtimes: readonly Runtime[], signal: AbortSignal): Promise<Files> {
    const all = runtimes.map(({ name, version }) => this.find(name).files?.(version, signal));
    return Object.assign({}, ...(await Promise.all(all)));
  }
}

const noFiles = async () => ({});

const USER_LINES = [
  `RUN useradd --create-home --uid ${USER_ID} --shell /bin/bash ${USER} && install -d -o ${USER_ID} -g ${USER_ID} ${FOLDER}`,
];

/** One layer without the release before it. */
function upgrade({ id, name, env }: FoundImage & { name: string }, suite: Suite): string {
  return `# On ${id}
FROM ${name} AS upgraded
RUN sed -i 's/${SUITES[0]}/${suite}/g' $(find /etc/apt -name '*.list' -o -name '*.sources') \\
 && apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get full-upgrade -qy && apt-get autoremove -qy --purge \\
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb /var/log/apt /var/log/dpkg.log
FROM scratch
COPY --from=upgraded / /
${env.map((variable) => `ENV ${variable}`).join('\n')}
`;
}

import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { FOLDER, USER, USER_ID } from '../dockerfile.ts';
import type { Runtime, RuntimeName } from '../plan.ts';
import { aptInstall } from './debian/runtime.ts';
import { bunOfOfficial } from './official/bun.ts';
import { denoOfOfficial } from './official/deno.ts';
import { goOfOfficial } from './official/go.ts';
import { javaOfOfficial } from './official/java.ts';
import { nginxOfOfficial } from './official/nginx.ts';
import { nodeOfOfficial } from './official/node.ts';
import { phpOfOfficial } from './official/php.ts';
import { pythonOfOfficial } from './official/python.ts';
import { rubyOfOfficial } from './official/ruby.ts';
import type { OfficialRuntime } from './official/runtime.ts';
import { rustOfOfficial } from './official/rust.ts';
import type { Base, Needs, Stack } from './stack.ts';

export interface OfficialOptions {
  /** Where answers of registries are kept. */
  folder: string;
  /** An image by the digest that its registry has for it now. */
  pin(image: string): Promise<{ image: string; digest: string }>;
}

/** Docker Official Images by exact version and digest, for machines that can pull them. */
export function officialStack(options: OfficialOptions): Stack {
  return new OfficialStack(options);
}

// Private

/** What is built on where no language is needed at all. */
const PLAIN = 'debian:bookworm-slim';

/** What it lacks, and a compiled program needs to speak TLS. */
const PLAIN_LACKS = ['ca-certificates'];

class OfficialStack implements Stack {
  readonly name = 'official';
  private readonly pin: OfficialOptions['pin'];
  private readonly runtimes: readonly OfficialRuntime[];

  constructor({ folder, pin }: OfficialOptions) {
    this.pin = pin;
    const of = (name: string) => ({ folder: join(folder, name) });
    this.runtimes = [
      nodeOfOfficial(of('node')),
      bunOfOfficial(of('bun')),
      denoOfOfficial(of('deno')),
      nginxOfOfficial,
      pythonOfOfficial,
      rubyOfOfficial,
      phpOfOfficial,
      goOfOfficial,
      javaOfOfficial,
      rustOfOfficial,
    ];
  }

  resolve(name: RuntimeName, pin: Runtime['pin']): Promise<string> {
    return this.find(name).resolve(pin);
  }

  async bases({ runtimes, packages }: Needs) {
    const build = runtimes.filter(({ at }) => at !== 'run');
    const run = runtimes.filter(({ at }) => at !== 'build');
    return {
      build: await this.base('build', build, [...packages.build, ...packages.run]),
      run: await this.base('run', run, packages.run),
    };
  }

  // Private

  private find(name: RuntimeName): OfficialRuntime {
    const found = this.runtimes.find((runtime) => runtime.name === name);
    if (found) return found;
    throw new Failure('no_such_runtime', `The official stack has no ${name}.`, { blame: 'rack' });
  }

  /** The image of the first runtime, with what the others have copied out of theirs. */
  private async base(stage: 'build' | 'run', needed: readonly Runtime[], packages: readonly string[]): Promise<Base> {
    const [first, ...others] = needed;
    const own = await this.pin(first ? this.find(first.name).image(first.version, stage) : PLAIN);
    const copies = await Promise.all(others.map((other) => this.copied(other)));
    const lines = first ? (this.find(first.name).lines?.(stage, first.parts ?? []) ?? []) : [];
    const apt = [...(first ? [] : PLAIN_LACKS), ...packages];
    const installed = apt.length > 0 ? [aptInstall(...apt)] : [];
    return { ...own, lines: [...lines, ...copies.flat(), ...installed, USER_LINE] };
  }

  private async copied({ name, version }: Runtime): Promise<readonly string[]> {
    const runtime = this.find(name);
    return runtime.copy((await this.pin(runtime.image(version, 'run'))).image);
  }
}

/** Some of the images have a user of this number. */
const USER_LINE = `RUN if old=$(id -nu ${USER_ID} 2>/dev/null); then usermod -l ${USER} -d /home/${USER} -m "$old"; else useradd --create-home --uid ${USER_ID} --shell /bin/bash ${USER}; fi && install -d -o ${USER_ID} -g ${USER_ID} ${FOLDER}`;

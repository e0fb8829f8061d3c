import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import type { Runtime, RuntimeName } from '../plan.ts';
import { aptInstall } from './debian/runtime.ts';
import { nodeOfOfficial } from './official/node.ts';
import type { OfficialRuntime } from './official/runtime.ts';
import type { Base, Needs, Stack } from './stack.ts';

/** What is built on where no language is needed at all. */
const PLAIN = 'debian:bookworm-slim';

/** Docker Official Images by exact version, for machines that can pull them. `folder` keeps answers of registries. */
export function officialStack({ folder }: { folder: string }): Stack {
  const runtimes: readonly OfficialRuntime[] = [nodeOfOfficial({ folder: join(folder, 'node') })];
  const find = (name: RuntimeName): OfficialRuntime => {
    const found = runtimes.find((runtime) => runtime.name === name);
    if (found) return found;
    throw new Failure('no_such_runtime', `The official stack has no ${name}.`, { blame: 'rack' });
  };
  const base = (stage: 'build' | 'run', needed: readonly Runtime[], packages: readonly string[]): Base => {
    const [first, ...others] = needed.map(({ name, version }) => ({ runtime: find(name), version }));
    const copies = others.flatMap(({ runtime, version }) => runtime.copy(runtime.image(version, 'run')));
    const apt = packages.length > 0 ? [aptInstall(...packages)] : [];
    return { image: first?.runtime.image(first.version, stage) ?? PLAIN, lines: [...copies, ...apt, USER_LINE] };
  };
  return {
    name: 'official',
    resolve: (name, pin) => find(name).resolve(pin),
    bases: async ({ runtimes: needed, packages }: Needs) => ({
      build: base(
        'build',
        needed.filter(({ at }) => at !== 'run'),
        [...packages.build, ...packages.run],
      ),
      run: base(
        'run',
        needed.filter(({ at }) => at !== 'build'),
        packages.run,
      ),
    }),
  };
}

// Private

/** Some of the images have a user 1000 of their own. */
const USER_LINE =
  'RUN old=$(id -nu 1000 2>/dev/null) && usermod -l app -d /home/app -m "$old" || useradd --create-home --uid 1000 --shell /bin/bash app';

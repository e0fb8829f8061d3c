import type { Buildpack, Plan, Surroundings, Tree } from './plan.ts';
import { type Gemfile, readGemfile } from './ruby/gemfile.ts';
import { bundlerInstall } from './ruby/install.ts';
import { libraries } from './ruby/libraries.ts';
import { assets, isRails, RAILS_ENV, railsNotes } from './ruby/rails.ts';
import { startOf } from './ruby/start.ts';
import { rubyPin } from './ruby/version.ts';

/** Ruby: a tree with a Gemfile at its top. */
export const ruby: Buildpack = {
  language: 'ruby',
  title: 'Ruby',
  detect: (files) => (files.has('Gemfile') ? 'Gemfile' : undefined),
  plan,
};

// Private

async function plan(tree: Tree, because: string, { env, resolve }: Surroundings): Promise<Plan> {
  const files = new Set(await tree.files());
  const gemfile = await readGemfile(tree);
  const pin = await rubyPin(tree, gemfile, env);
  const { step, ...install } = bundlerInstall(files, gemfile);
  const built = isRails(files, gemfile) ? assets(gemfile) : [];
  const start = await startOf(tree, files, gemfile);
  return {
    language: 'ruby',
    title: 'Ruby',
    because,
    runtimes: [{ name: 'ruby', title: 'Ruby', version: await resolve('ruby', pin), pin, at: 'build and run' }],
    packages: libraries(gemfile.gems),
    ...install,
    steps: [step, ...built],
    result: built.length > 0 ? 'build' : 'tree',
    dropped: ['tmp/cache'],
    env: { ...install.env, RACK_ENV: 'production', ...(isRails(files, gemfile) && RAILS_ENV) },
    ignored: ['vendor/bundle', '.bundle'],
    processes: start ? { web: start.command } : {},
    notes: [...install.notes, ...notes(files, gemfile, env, start)],
  };
}

function notes(
  files: ReadonlySet<string>,
  gemfile: Gemfile,
  env: Readonly<Record<string, string>>,
  start: Awaited<ReturnType<typeof startOf>>,
): string[] {
  const isGuessed = start !== undefined && !files.has('Procfile');
  return [
    ...(isGuessed ? [`Without a Procfile web is taken to be  ${start.command}  (${start.because}).`] : []),
    ...(isRails(files, gemfile) ? railsNotes(gemfile, env) : []),
  ];
}

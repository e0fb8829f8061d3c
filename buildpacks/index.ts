import { Failure } from '../lib/failure.ts';
import { aptPackages } from './aptfile.ts';
import { bun } from './bun.ts';
import { combine } from './combine.ts';
import { deno } from './deno.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { node } from './node.ts';
import { php } from './php.ts';
import type { Buildpack, Language, Plan, Surroundings, Tree } from './plan.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { staticSite } from './static.ts';

/** How a pushed tree becomes an image: by its own Dockerfile, or by the plan of a buildpack. */
export type Detected = { kind: 'dockerfile'; path: string } | { kind: 'plan'; plan: Plan };

/** What an app chose itself, where it did. */
export interface Choice {
  /** A Dockerfile at this path, whatever else is there. */
  dockerfile?: string;
  /** These languages instead of the one that is found; the last one is the primary, as on Heroku: it says what runs. */
  languages?: readonly Language[];
}

/** All buildpacks in the order in which they are asked: many apps of the first ones carry a package.json too. */
export const BUILDPACKS: readonly Buildpack[] = [python, ruby, php, go, java, rust, deno, bun, node, staticSite];

/** Looks at a tree: a Dockerfile wins, then the buildpacks in their order, unless the app chose. Throws when nothing fits. */
export async function detect(tree: Tree, given: Surroundings, choice: Choice = {}): Promise<Detected> {
  const surroundings = withShortPins(given);
  const files = new Set(await tree.files());
  const checked = { ...surroundings, resolve: resolveShort(surroundings) };
  if (choice.dockerfile !== undefined) return { kind: 'dockerfile', path: ownDockerfile(files, choice.dockerfile) };
  if (!choice.languages && files.has('Dockerfile')) return { kind: 'dockerfile', path: 'Dockerfile' };
  const plans = choice.languages
    ? await chosen(choice.languages, tree, files, checked)
    : await found(tree, files, checked);
  return { kind: 'plan', plan: withPackages(combine(plans), await aptPackages(tree)) };
}

// Private

/** Longer than any range that somebody writes. */
const LONGEST_VERSION = 200;

/** Nobody reads a refusal of a megabyte, and ranges are compared with expressions that take long for such. */
function resolveShort({ resolve }: Surroundings): Surroundings['resolve'] {
  return async (runtime, pin) => {
    if (pin.wanted.length <= LONGEST_VERSION && !/\p{Cc}/u.test(pin.wanted)) return resolve(runtime, pin);
    const what = `${pin.from} asks for a version of ${pin.wanted.length} characters: that is none.`;
    throw new Failure('no_such_version', what, { hint: 'Ask for a number, such as 3 or 3.1, or for a short range.' });
  };
}

function ownDockerfile(files: ReadonlySet<string>, path: string): string {
  if (files.has(path)) return path;
  throw new Failure('no_dockerfile', `There is no ${path} in this commit.`, { hint: 'Name a file of the repository.' });
}

async function found(tree: Tree, files: ReadonlySet<string>, surroundings: Surroundings): Promise<[Plan]> {
  for (const buildpack of BUILDPACKS) {
    const because = await buildpack.detect(files, tree);
    if (because !== undefined) return [await buildpack.plan(tree, because, surroundings)];
  }
  throw new Failure('no_language', `No language was found among the ${files.size} files of this commit.`, {
    hint: 'Add the file that tells it (package.json, requirements.txt, Gemfile, go.mod, …) or a Dockerfile to the top folder, commit and push again.',
  });
}

/** Ranges of versions are read by patterns that take very long for very long texts. */
function withShortPins({ env, resolve }: Surroundings): Surroundings {
  return {
    env,
    resolve: async (runtime, pin) => {
      if (pin.wanted.length > LONGEST_PIN)
        throw new Failure('no_such_version', `${pin.from}: a version of ${pin.wanted.length} characters is none.`, {
          hint: `Ask for one in up to ${LONGEST_PIN} characters.`,
        });
      return resolve(runtime, pin);
    },
  };
}

const LONGEST_PIN = 200;

function withPackages(plan: Plan, apt: readonly string[]): Plan {
  const { build, run } = plan.packages;
  return { ...plan, packages: { build, run: [...new Set([...run, ...apt])] } };
}

/** The plans of chosen languages, in their order. */
async function chosen(
  languages: readonly Language[],
  tree: Tree,
  files: ReadonlySet<string>,
  surroundings: Surroundings,
): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const language of languages) {
    const buildpack = BUILDPACKS.find((each) => each.language === language)!;
    const because = await buildpack.detect(files, tree);
    if (because === undefined) throw notThere(buildpack);
    plans.push(await buildpack.plan(tree, because, surroundings));
  }
  return plans;
}

function notThere({ title }: Buildpack): Failure {
  return new Failure('no_language', `This app is set to be built as ${title}, but nothing of ${title} is in it.`, {
    hint: 'Change what it is built as: ssh rack set APP languages=…, or ssh rack unset APP languages',
  });
}

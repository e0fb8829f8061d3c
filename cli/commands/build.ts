import { basename, join, resolve } from 'node:path';
import { describePlan, runtimeLine } from '../../buildpacks/describe.ts';
import { ejected } from '../../buildpacks/eject.ts';
import { BUILDPACKS, detect } from '../../buildpacks/index.ts';
import type { Language, Plan } from '../../buildpacks/plan.ts';
import { officialStack } from '../../buildpacks/stacks/official.ts';
import { Failure } from '../../lib/failure.ts';
import { projectRoot } from '../../lib/root.ts';
import type { Command, Context, Out } from '../command.ts';
import { writeEjected } from '../eject.ts';
import { folderTree } from '../folder-tree.ts';

const LANGUAGES = BUILDPACKS.map(({ language }) => language);

type Files = ReturnType<typeof ejected>;

export const build: Command = {
  name: 'build',
  summary: 'show what a push of a folder would build: language, versions, steps, Dockerfile',
  usage: '[DIR] [--languages NAMES] [--json] [--eject]',
  help: `Looks at a folder as a push would, and shows the plan and the Dockerfile; makes no image. DIR is this
folder unless told. \`rack detect\` is the same.

  --languages NAMES   build these, the primary one last, as the setting does
  --json              the plan and the Dockerfile as JSON
  --eject             write the Dockerfile and .dockerignore into DIR, so that \`docker build DIR\`
                      makes the image; what is there is not overwritten

Versions and images are those of Docker Official Images. A rack on the debian stack may have
others: \`ssh rack detect APP\` tells what it would do with what was pushed to it.`,
  options: { languages: { type: 'string' }, json: { type: 'boolean' }, eject: { type: 'boolean' } },
  words: ['DIR'],
  async run(context) {
    const folder = resolve(context.words[0] ?? '.');
    const { plan, files } = await planOf(folder, context);
    if (context.options.json) context.out.line(JSON.stringify({ ...plan, dockerfile: files[0]!.text }, null, 2));
    else tell(plan, files, context.out);
    if (context.options.eject) {
      const written = await writeEjected(folder, files);
      if (!context.options.json) context.out.line(`-----> Written: ${written.join(', ')}`);
    }
    return 0;
  },
};

// Private

async function planOf(folder: string, { options }: Context): Promise<{ plan: Plan; files: Files }> {
  const pin = async (image: string) => ({ image, digest: '' });
  const stack = officialStack({ folder: join(projectRoot, 'node_modules/.cache/rack-detect'), pin });
  const surroundings = { env: {}, resolve: stack.resolve.bind(stack) };
  const languages = languagesOf(options.languages);
  const detected = await detect(await folderTree(folder), surroundings, languages && { languages });
  if (detected.kind === 'dockerfile') throw ownDockerfile(detected.path);
  const bases = await stack.bases(detected.plan, () => {}, AbortSignal.any([]));
  return { plan: detected.plan, files: ejected(detected.plan, bases, basename(folder)) };
}

function languagesOf(option: Context['options'][string]): Language[] | undefined {
  if (typeof option !== 'string') return undefined;
  return option.split(',').map((name) => {
    const language = LANGUAGES.find((each) => each === name.trim());
    if (language) return language;
    throw new Failure('bad_usage', `"${name}" is no language.`, { hint: `There are ${LANGUAGES.join(', ')}.` });
  });
}

function tell(plan: Plan, files: Files, out: Out): void {
  const section = (title: string, lines: readonly string[]) => {
    out.line(`-----> ${title}`);
    for (const line of lines) out.line(`       ${line}`.trimEnd());
  };
  section(`${plan.title} app detected (${plan.because})`, plan.runtimes.map(runtimeLine));
  for (const note of plan.notes) out.line(` !     ${note}`);
  for (const { title, lines } of describePlan(plan)) section(title, lines);
  const processes = Object.entries(plan.processes).map(([type, command]) => `${type}: ${command}`);
  section('Processes, unless a Procfile or another file says what runs', processes);
  section('Dockerfile', files[0]!.text.trimEnd().split('\n'));
}

function ownDockerfile(path: string): Failure {
  return new Failure('has_dockerfile', `This folder is built by its own ${path}, so there is no plan to show.`, {
    hint: 'docker build shows what it does. To see what a buildpack would do, name languages: --languages node',
  });
}

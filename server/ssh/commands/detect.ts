import { describePlan } from '../../../buildpacks/describe.ts';
import { type Output, outputTo } from '../../deploy/output.ts';
import type { Preview } from '../../deploy/preview.ts';
import { ONE_BUILD } from '../../model/manifest.ts';
import { type Command, JSON_OPTION, noMoreWords } from '../command.ts';

export const detect: Command = {
  name: 'detect',
  usage: 'APP [COMMIT] [--json]',
  summary: 'Shows what a deploy would build and run, with the Dockerfile, and deploys nothing',
  details: ['', '  COMMIT   its id, a branch or a tag; the tip of the branch that deploys unless told'],
  on: 'app',
  role: 'deploy',
  options: JSON_OPTION,
  async run({ actor, rack, app, print, tell, signal }, args) {
    const what = args.words.shift();
    noMoreWords(detect, args);
    const isJson = args.options.json === true;
    const lines: string[] = [];
    const output = outputTo((line) => (isJson ? void tell(`${line}\n`) : void lines.push(line)));
    const preview = await rack.previews.of(app, what, { actor, output, signal });
    if (isJson) return print(`${JSON.stringify(objectOf(preview), null, 2)}\n`);
    show(preview, output);
    await print(`${lines.join('\n')}\n`);
  },
};

// Private

function show({ units, manifest, dockerfiles }: Preview, output: Output): void {
  for (const [name, { detected }] of Object.entries(units)) {
    if (detected.kind !== 'plan') continue;
    const of = name === ONE_BUILD ? '' : ` of ${name}`;
    for (const { title, lines } of describePlan(detected.plan)) section(output, `${title}${of}`, lines);
    section(output, `Dockerfile${of}`, dockerfiles[name]!.trimEnd().split('\n'));
  }
  const commands = Object.entries(manifest.processes).map(
    ([type, { command }]) => `${type}: ${command ?? 'the image’s own command'}`,
  );
  section(output, manifest.declaredBy, commands);
}

function section(output: Output, title: string, lines: readonly string[]): void {
  output.step(title);
  for (const line of lines) output.line(line);
}

function objectOf({ units, manifest, dockerfiles }: Preview) {
  const builds = Object.entries(units).map(([name, { spec, detected }]) => [
    name,
    {
      ...spec,
      ...detected,
      dockerfile: dockerfiles[name] ?? null,
    },
  ]);
  return { builds: Object.fromEntries(builds), manifest };
}

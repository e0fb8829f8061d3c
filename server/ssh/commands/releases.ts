import { table } from '../../../lib/table.ts';
import { whatRuns } from '../../model/release.ts';
import { type Command, JSON_OPTION, noMoreWords } from '../command.ts';

export const releases: Command = {
  name: 'releases',
  usage: 'APP [--json]',
  summary: 'Lists the releases of an app, newest first',
  on: 'app',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, app, print, tell }, args) {
    noMoreWords(releases, args);
    const list = rack.releases.list(app, actor);
    if (args.options.json) return print(`${JSON.stringify(list, null, 2)}\n`);
    if (list.length === 0) return tell(`${app} has no release yet. Deploy it: git push rack main\n`);
    const rows = list.map((each) => [
      `v${each.version}`,
      each.id,
      each.state,
      whatRuns(each),
      each.createdBy,
      each.createdAt.replace(/\.\d+Z$/, 'Z'),
      each.description,
    ]);
    await print(table(['VERSION', 'ID', 'STATE', 'COMMIT', 'BY', 'CREATED', 'DESCRIPTION'], rows));
  },
};

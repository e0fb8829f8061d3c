import { route } from '../routes.ts';
import { listOf } from '../schema.ts';
import { PROCESS, processView } from './views/process.ts';

export const processes = route({
  method: 'GET',
  path: '/apps/{app}/processes',
  summary: 'Lists the copies that run of an app, or should',
  on: 'app',
  role: 'read',
  params: {
    service: { type: 'text', in: 'query', what: 'only of this process type' },
    release: { type: 'text', in: 'query', what: 'only of this release, by its id or as v4' },
  },
  answers: listOf(PROCESS),
  async run({ rack, actor, app, given: { service, release } }) {
    const version = release === undefined ? undefined : `v${rack.releases.find(app, release, actor).version}`;
    const copies = await rack.processes.list(app, actor);
    const wanted = copies.filter((copy) => {
      return (service ?? copy.process) === copy.process && (version ?? copy.release) === copy.release;
    });
    return wanted.map((copy) => processView(copy, app));
  },
});

import { type Route, route } from '../routes.ts';
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

export const process: Route = {
  method: 'GET',
  path: '/apps/{app}/processes/{process}',
  summary: 'Shows one copy, by its name or its task',
  on: 'app',
  role: 'read',
  answers: PROCESS,
  run: async ({ rack, actor, app, path }) =>
    processView(await rack.processes.find(app, path.process as string, actor), app),
};

export const stopProcess: Route = {
  method: 'DELETE',
  path: '/apps/{app}/processes/{process}',
  summary: 'Stops a copy; unless it runs once, another one takes its place',
  on: 'app',
  role: 'deploy',
  async run({ rack, actor, app, path }) {
    await rack.processes.stop(app, path.process as string, actor);
  },
};

/** What it is told stands in headers, for the stock client sends it so. */
export const startProcess = route({
  method: 'POST',
  path: '/apps/{app}/services/{service}/processes',
  summary: 'Starts a command in a copy of its own, which nobody attends',
  on: 'app',
  role: 'deploy',
  params: {
    command: { type: 'text', in: 'header', what: 'a line for the shell', required: true, most: 8000 },
    environment: { type: 'map', in: 'header', what: 'variables besides those of the release' },
    release: {
      type: 'text',
      in: 'header',
      what: 'the release whose image and environment it has; the live one unless told',
    },
    image: { type: 'text', in: 'header', what: 'another image' },
    memory: { type: 'integer', in: 'header', least: 1, most: 16_777_216, what: 'what it may have, in MiB' },
    timeout: { type: 'integer', in: 'header', least: 1, most: 31_536_000, what: 'seconds after which it is stopped' },
    width: { type: 'integer', in: 'header', least: 0, most: 10_000, what: 'of no matter here' },
    height: { type: 'integer', in: 'header', least: 0, most: 10_000, what: 'of no matter here' },
  },
  answers: PROCESS,
  async run({ rack, actor, app, path, given, signal }) {
    const { command, environment, release, image, memory, timeout } = given;
    const more = {
      ...(environment && { env: environment }),
      ...(release !== undefined && { release }),
      ...(image !== undefined && { image }),
      ...(memory !== undefined && { memory }),
      ...(timeout !== undefined && { timeLimit: timeout }),
    };
    const wish = { process: path.service as string, command, ...more };
    return processView(await rack.attachments.start(app, wish, { actor, signal }), app);
  },
});

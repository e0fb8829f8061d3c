import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import t, { type Test } from 'tap';
import { json } from './files/json-file.ts';

const ID = 'c1'.repeat(6);
/** ECS kills what has not ended after 30 seconds; templates/rack.yml. An agent tries for five of them to ship the rest. */
const MOST_MS = 10_000;

t.test('an agent that is told to end does so, though the stream takes nothing and does not even answer', async (t) => {
  const folder = t.testdir({ 'x-json.log': json('a line\n', 'stdout', 1) });
  const stream = createServer();
  const asked = once(stream, 'request');
  const kinesis = await listen(t, stream);
  const docker = await listen(t, engine(join(folder, 'x-json.log')));
  const extension = extname(import.meta.filename);
  const main = join(import.meta.dirname, `../../../agent/main${extension}`);
  const env = {
    ...{
      PATH: process.env.PATH,
      DOCKER_HOST: `tcp://127.0.0.1:${docker}`,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${kinesis}`,
    },
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' },
    ...{ RACK: 'acme', RACK_CLUSTER: 'c', RACK_LOG_STREAM: 'logs', RACK_AGENT_HOME: join(folder, 'agent') },
  };
  const agent = spawn(process.execPath, [...process.execArgv, main], { env, stdio: 'ignore' });
  t.teardown(() => agent.kill('SIGKILL'));
  const ended = once(agent, 'exit');
  await Promise.race([asked, ended]);
  t.equal(agent.exitCode, null, 'it runs, and has something to ship');

  const told = performance.now();
  agent.kill('SIGTERM');
  const killer = setTimeout(() => agent.kill('SIGKILL'), 3 * MOST_MS);
  await ended;
  clearTimeout(killer);
  t.equal(agent.exitCode, 0);
  t.ok(performance.now() - told < MOST_MS, `${Math.round(performance.now() - told)} ms`);
});

/** As much of a Docker engine as an agent asks, with one container that has printed a line. */
function engine(logPath: string): Server {
  const container = {
    ...{ Id: ID, LogPath: logPath, Created: 1, Image: 'x', Names: [] },
    Labels: LABELS,
    Config: { Labels: LABELS },
    HostConfig: { LogConfig: { Type: 'json-file', Config: {} } },
    State: {
      Running: true,
      StartedAt: '2026-11-22T21:31:00Z',
      FinishedAt: '0001-01-01T00:00:00Z',
      ExitCode: 0,
      OOMKilled: false,
    },
  };
  return createServer(({ url = '' }, response) => {
    if (url.startsWith('/events')) return response.writeHead(200).flushHeaders();
    response.setHeader('Content-Type', 'application/json');
    if (url.startsWith('/info')) response.end(JSON.stringify({ Name: 'machine', DockerRootDir: '/nowhere' }));
    else if (url.startsWith('/containers/json')) response.end(JSON.stringify([container]));
    else if (url.includes('/json')) response.end(JSON.stringify(container));
    else response.writeHead(404).end('{}');
  });
}

const LABELS = {
  'rack.name': 'acme',
  'rack.app': 'hello',
  'rack.process': 'web',
  'rack.release': 'R1',
  'com.amazonaws.ecs.task-arn': 'arn:aws:ecs:us-east-1:000000000000:task/c/t1',
};

async function listen(t: Test, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

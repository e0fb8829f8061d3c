import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newConfig } from '../../../cli/config.ts';
import { openHome } from '../../../cli/home.ts';
import { DEFAULT_PORTS } from '../../../cli/ports.ts';
import { agentProgram, environmentOf, localProgram, passedSettings, serverProgram } from '../../../cli/programs.ts';
import { projectRoot } from '../../../lib/root.ts';

const home = openHome({ RACK_HOME: '/srv/rack' });
const config = newConfig('blue', DEFAULT_PORTS, 'debian');

t.test("a program sees nothing of the operator's own AWS account or other racks", (t) => {
  const operator = {
    PATH: '/bin',
    AWS_PROFILE: 'company',
    AWS_SESSION_TOKEN: 'secret',
    AWS_ENDPOINT_URL_ECS: 'https://elsewhere',
    RACK_HOME: '/srv/rack',
    GIT_DIR: '/x',
  };
  const env = environmentOf(localProgram(home, config), operator);
  const names = Object.keys(env).sort();
  t.same(names, [
    'AWS_ACCESS_KEY_ID',
    'AWS_REGION',
    'AWS_SECRET_ACCESS_KEY',
    'PATH',
    'RACK',
    'RACK_AWS_PORT',
    'RACK_BASE_IMAGE',
    'RACK_LOCAL_HOME',
    'RACK_REGISTRY_PORT',
  ]);
  t.end();
});

t.test('the server listens on loopback and calls the endpoint', (t) => {
  const settings = { RACK_HEALTH_TIMEOUT: '6', RACK_PUSH_LIMIT: '512', RACK_TRUSTED_PROXIES: '10.0.0.0/8' };
  const passed = passedSettings({ ...settings, RACK_OTHER: 'x' });
  const outputs = { Cluster: 'blue', LogStream: 'blue-log', Listener: 'arn:l', Domain: 'localhost', HttpPort: '8080' };
  const { env } = serverProgram(home, config, { adminKey: 'ssh-ed25519 AAAA', passed, outputs });
  t.match(env, {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    RACK: 'blue',
    RACK_DATA: '/srv/rack/server',
    RACK_SSH_HOST: '127.0.0.1',
    RACK_HTTP_HOST: '127.0.0.1',
    RACK_STACK: 'debian',
    RACK_ADMIN_KEY: 'ssh-ed25519 AAAA',
    ...settings,
    RACK_CLUSTER: 'blue',
    RACK_LOG_STREAM: 'blue-log',
    RACK_LISTENER: 'arn:l',
    RACK_DOMAIN: 'localhost',
    RACK_ROUTER_PORT: '8080',
  });
  t.notHas(env, { RACK_OTHER: 'x' });
  t.end();
});

t.test('the agent is bounded the same on this machine and in an account', (t) => {
  const { env } = agentProgram(home, config, {});
  const template = readFileSync(join(projectRoot, 'templates', 'rack.yml'), 'utf8');
  const agent = template.slice(template.indexOf('  AgentTask:'), template.indexOf('  Agent:'));
  for (const name of ['NODE_OPTIONS', 'MALLOC_ARENA_MAX']) {
    const [, value] = new RegExp(`Name: ${name}, Value: '(.*)' }`).exec(agent) ?? [];
    t.ok(value, name);
    t.equal(env[name], value);
  }
  t.end();
});

import { createHash, createHmac } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../lib/root.ts';
import { BASE_IMAGE, type Config } from './config.ts';
import { askEndpoint, endpointUrl, healthAnswers, serverAnswers } from './endpoint.ts';
import type { Home } from './home.ts';
import type { PortName } from './ports.ts';
import type { ProcessRecord } from './processes.ts';
import { doorUrl } from './tls.ts';

/** One host process of a rack: how it is started and how one knows that it is ready. */
export interface Program {
  name: ProgramName;
  entry: string;
  env: Record<string, string>;
  /** The ports that it opens itself. */
  ports: PortName[];
  /** It opens a health port of any number, told by this variable. */
  healthPortVariable?: string;
  isReady(record: ProcessRecord): Promise<boolean>;
}

/** The outputs of the rack's stack. */
export type StackOutputs = Record<string, string>;

export type ProgramName = 'local' | 'server' | 'agent';

/** In the order in which `rack status` shows them. */
export const PROGRAM_NAMES: ProgramName[] = ['local', 'server', 'agent'];

/** The AWS services of this machine. */
export function localProgram(home: Home, config: Config): Program {
  return {
    name: 'local',
    entry: entry('local'),
    ports: ['aws'],
    env: {
      ...awsKeys(config),
      RACK: config.rack,
      RACK_LOCAL_HOME: home.local,
      RACK_AWS_PORT: `${config.ports.aws}`,
      RACK_REGISTRY_PORT: `${config.ports.registry}`,
      RACK_BASE_IMAGE: BASE_IMAGE,
    },
    isReady: async () => (await askEndpoint(config)) === undefined,
  };
}

/** The Rack itself, with doors on loopback only. */
export function serverProgram(
  home: Home,
  config: Config,
  options: { adminKey: string; passed: Passed; outputs: StackOutputs },
): Program {
  const { outputs } = options;
  return {
    name: 'server',
    entry: entry('server'),
    ports: ['ssh', 'http'],
    env: {
      ...awsKeys(config),
      AWS_ENDPOINT_URL: endpointUrl(config),
      RACK: config.rack,
      RACK_DATA: home.server,
      RACK_SSH_HOST: '127.0.0.1',
      RACK_SSH_PORT: `${config.ports.ssh}`,
      RACK_HTTP_HOST: '127.0.0.1',
      RACK_HTTP_PORT: `${config.ports.http}`,
      RACK_ADDRESS: doorUrl(config),
      ...(config.tls && { RACK_TLS_CERT: config.tls.cert, RACK_TLS_KEY: config.tls.key }),
      RACK_STACK: config.stack,
      RACK_BASE_IMAGE: BASE_IMAGE,
      RACK_ADMIN_KEY: options.adminKey,
      RACK_CLUSTER: outputs.Cluster ?? '',
      RACK_LOG_STREAM: outputs.LogStream ?? '',
      RACK_LISTENER: outputs.Listener ?? '',
      RACK_TEMPLATE_BUCKET: outputs.TemplateBucket ?? '',
      RACK_DOMAIN: outputs.Domain ?? '',
      RACK_ROUTER_PORT: outputs.HttpPort ?? '',
      RACK_AGENT_SECRET: agentSecret(config),
      ...options.passed,
    },
    isReady: () => serverAnswers(config),
  };
}

/**
 * The agent takes memory of every instance that is meant for apps: it clears up early, and its threads share one heap. The
 * same as in templates/rack.yml.
 */
const FRUGAL = { NODE_OPTIONS: '--max-semi-space-size=1 --max-old-space-size=96', MALLOC_ARENA_MAX: '1' };

/** The shipper of the containers' logs. */
export function agentProgram(home: Home, config: Config, outputs: StackOutputs): Program {
  return {
    name: 'agent',
    entry: entry('agent'),
    ports: [],
    healthPortVariable: 'RACK_AGENT_HTTP_PORT',
    env: {
      ...awsKeys(config),
      AWS_ENDPOINT_URL: endpointUrl(config),
      RACK: config.rack,
      RACK_AGENT_HOME: home.agent,
      RACK_CLUSTER: outputs.Cluster ?? '',
      RACK_LOG_STREAM: outputs.LogStream ?? '',
      RACK_SERVER_URL: `${config.tls ? 'https' : 'http'}://127.0.0.1:${config.ports.http}`,
      RACK_AGENT_SECRET: agentSecret(config),
      ...FRUGAL,
    },
    isReady: ({ healthPort }) => healthAnswers(healthPort ?? 0),
  };
}

/** Settings of the server that nothing in the home keeps: who starts it says them anew. */
const PASSED = [
  'RACK_HEALTH_TIMEOUT',
  'RACK_ADDRESS',
  'RACK_PUSH_LIMIT',
  'RACK_TRUSTED_PROXIES',
  'RACK_BUILDS',
  'RACK_BUILD_TIMEOUT',
  'RACK_BUILD_CONTEXT',
  'RACK_BUILD_MEMORY',
  'RACK_WEBHOOK_NETWORKS',
] as const;

export type Passed = { [name in (typeof PASSED)[number]]?: string };

/** What of the operator's own environment is meant for the server. */
export function passedSettings(env: NodeJS.ProcessEnv): Passed {
  return Object.fromEntries(PASSED.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** The environment of a program: the operator's without AWS accounts and settings that are not this rack's. */
export function environmentOf(program: Program, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(AWS_(?!CA_BUNDLE$|SDK_JS_)|RACK|GIT_(DIR|WORK_TREE|INDEX_FILE)$)/;
  const kept = Object.entries(env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), ...program.env };
}

/** Changes when the program's code or settings do: a process with another one is out of date. */
export function fingerprintOf(program: Program): string {
  const built = Math.max(...[program.name, 'buildpacks', 'wire', 'lib'].map((room) => newest(join(dist, room))));
  return createHash('sha256')
    .update(JSON.stringify([program.entry, program.env, built]))
    .digest('hex')
    .slice(0, 16);
}

// Private

const dist = join(projectRoot, 'dist');

function entry(program: ProgramName): string {
  return join(dist, program, 'main.js');
}

function awsKeys({ region, accessKeyId, secretAccessKey }: Config): Record<string, string> {
  return { AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** By what server and agent know each other: made of the rack's own secret, so that the home keeps one and not two. */
function agentSecret({ rack, secretAccessKey }: Config): string {
  return createHmac('sha256', secretAccessKey).update(`agents of the rack ${rack}`).digest('hex');
}

/** When the newest file below a folder was written. */
function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  return Math.max(0, ...files.map((name) => statSync(join(folder, name)).mtimeMs));
}

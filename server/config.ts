import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../lib/failure.ts';
import type { Urls } from './model/address.ts';

export type StackName = 'debian' | 'official';

/** What the server is told by its environment; the AWS SDK reads its own `AWS_*` names besides. */
export interface Config {
  /** The rack's name, which is also the name of its CloudFormation stack. */
  rack: string;
  /** The folder of all state that is not in AWS: database, repositories, host keys, log history. */
  data: string;
  ssh: { host: string; port: number };
  http: HttpConfig;
  /** Which images buildpacks build on; see buildpacks/stacks. */
  stack: StackName;
  /** The Debian base image of the `debian` stack. */
  baseImage: string;
  /** The largest pack that a push may bring, in bytes. */
  pushLimit: number;
  builds: BuildConfig;
  /** The public key of the first admin, used only while there is no developer yet. */
  adminKey: string | undefined;
  /** Seconds in which a new web process must answer its first health check. */
  healthTimeout: number;
  /** The name of the rack's ECS cluster. */
  cluster: string;
  /** The name of the Kinesis stream that carries the rack's logs. */
  logStream: string;
  router: Router;
  /** The bucket for templates that are too large for a request; without one, such apps are refused. */
  templateBucket: string | undefined;
  /** The ARN of the role with which CloudFormation makes apps' stacks; undefined: with the server's own rights. */
  appsRole: string | undefined;
  /** The ARN of the policy that bounds the roles of apps. */
  permissionsBoundary: string | undefined;
  /** The secret by which the agents of the rack are known; undefined: none is let in, and nothing runs in containers for anybody. */
  agentSecret: string | undefined;
  /** The secret with which the database's secrets are sealed; undefined: a key in a file beside it. */
  secretKey: string | undefined;
  /** Networks (CIDR) whose addresses webhooks may go to, besides those of the public internet. */
  webhookNetworks: readonly string[];
}

/** What builds may take. */
export interface BuildConfig {
  /** How many run at the same time; others wait for their turn. */
  atOnce: number;
  /** Seconds that one may take. */
  time: number;
  /** Bytes of the files that one may get. */
  context: number;
  /** MiB that one step of a build may take. */
  memory: number;
}

/** Where git over HTTP and the API answer. */
export interface HttpConfig {
  host: string;
  port: number;
  /** PEM files of a certificate with its chain, and of its key; undefined: plain HTTP, on loopback or behind a balancer. */
  tls: { cert: string; key: string } | undefined;
  /** Addresses and networks (CIDR) of balancers, whose word on the address of a client is taken. */
  trustedProxies: readonly string[];
  /** Where people reach it: `https://rack.example.com`. */
  address: string;
}

/** Where apps answer: at `<scheme>://<app>.<domain>:<port>`. */
export interface Router {
  scheme: string;
  domain: string;
  port: number;
  /** The ARN of the load balancer's listener. */
  listener: string;
}

/** `RACK_PUSH_LIMIT` and `RACK_BUILD_CONTEXT` count these. */
const MIB = 1024 * 1024;

/** Reads the configuration from environment variables; throws a `Failure` that names the bad one. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    rack: required(env, 'RACK'),
    data: required(env, 'RACK_DATA'),
    ssh: { host: env.RACK_SSH_HOST ?? '0.0.0.0', port: number(env, 'RACK_SSH_PORT', 22) },
    http: { ...httpConfig(env), address: addressOf(env) },
    stack: stack(env.RACK_STACK ?? 'official'),
    baseImage: env.RACK_BASE_IMAGE ?? 'debian:bookworm-slim',
    pushLimit: number(env, 'RACK_PUSH_LIMIT', 2048) * MIB,
    builds: buildConfig(env),
    adminKey: env.RACK_ADMIN_KEY || undefined,
    healthTimeout: number(env, 'RACK_HEALTH_TIMEOUT', 60),
    cluster: required(env, 'RACK_CLUSTER'),
    logStream: required(env, 'RACK_LOG_STREAM'),
    router: routerConfig(env),
    templateBucket: env.RACK_TEMPLATE_BUCKET || undefined,
    appsRole: env.RACK_APPS_ROLE || undefined,
    permissionsBoundary: env.RACK_PERMISSIONS_BOUNDARY || undefined,
    agentSecret: env.RACK_AGENT_SECRET || undefined,
    secretKey: env.RACK_SECRET_KEY || undefined,
    webhookNetworks: networks(env.RACK_WEBHOOK_NETWORKS),
  };
}

/** Where apps answer, as URLs. */
export function urlsOf({ scheme, domain, port }: Router): Urls {
  const usual = port === (scheme === 'https' ? 443 : 80);
  const ofHost = (host: string) => `${scheme}://${host}${usual ? '' : `:${port}`}`;
  return { ofHost, ofLabel: (label) => ofHost(`${label}.${domain}`) };
}

/** The host names by which people know this rack: of its ssh configuration, of its domain, and on its own machine. */
export function ownHosts({ rack, router: { domain } }: Pick<Config, 'rack' | 'router'>): ReadonlySet<string> {
  const local = ['localhost', '127.0.0.1', '[::1]'];
  return new Set(['rack', rack, domain, `git.${domain}`, `rack.${domain}`, ...local]);
}

/** Where things lie below the data folder. */
export const dataPaths = (data: string) => ({
  database: join(data, 'rack.db'),
  logs: join(data, 'logs.db'),
  metrics: join(data, 'metrics.db'),
  buildLogs: join(data, 'build-logs'),
  objects: join(data, 'objects'),
  repositories: join(data, 'repos'),
  hostKeys: join(data, 'host-keys'),
  secretKey: join(data, 'secret.key'),
});

/**
 * What of a machine's memory (MiB) a step may take: three quarters, shared by the builds that run at the same time, so that
 * a quarter is the apps' even then. Bundlers and compilers need 2 GiB; below that one build alone gets the three quarters.
 */
export function buildMemory(total: number, atOnce: number): number {
  const most = (total * 3) / 4;
  return Math.floor(Math.min(most, Math.max(2048, most / atOnce)));
}

// Private

function routerConfig(env: NodeJS.ProcessEnv): Router {
  return {
    scheme: env.RACK_SCHEME ?? 'http',
    domain: required(env, 'RACK_DOMAIN'),
    port: number(env, 'RACK_ROUTER_PORT', 80),
    listener: required(env, 'RACK_LISTENER'),
  };
}

/** One a core; two at least, so that a long one does not hold up all others. */
function buildConfig(env: NodeJS.ProcessEnv): BuildConfig {
  const atOnce = fitting(env, 'RACK_BUILDS', Math.max(2, availableParallelism()));
  return {
    atOnce,
    memory: fitting(env, 'RACK_BUILD_MEMORY', buildMemory(totalmem() / MIB, atOnce)),
    time: number(env, 'RACK_BUILD_TIMEOUT', 1800),
    context: number(env, 'RACK_BUILD_CONTEXT', 1024) * MIB,
  };
}

/** On loopback there is nothing but this machine; else the balancer of the rack's domain stands before it. */
function addressOf(env: NodeJS.ProcessEnv): string {
  const { host, port } = httpConfig(env);
  if (env.RACK_ADDRESS) return env.RACK_ADDRESS.replace(/\/+$/, '');
  if (host.startsWith('127.')) return `http://${host}:${port}`;
  return urlsOf(routerConfig(env)).ofLabel('rack');
}

function httpConfig(env: NodeJS.ProcessEnv): Omit<HttpConfig, 'address'> {
  return {
    host: env.RACK_HTTP_HOST ?? '0.0.0.0',
    port: number(env, 'RACK_HTTP_PORT', 5443),
    tls: tls(env.RACK_TLS_CERT, env.RACK_TLS_KEY),
    trustedProxies: networks(env.RACK_TRUSTED_PROXIES),
  };
}

function networks(text = ''): string[] {
  return text.split(/[\s,]+/).filter((network) => network !== '');
}

function tls(cert: string | undefined, key: string | undefined): HttpConfig['tls'] {
  if (cert && key) return { cert, key };
  if (!cert && !key) return undefined;
  throw new Failure(
    'bad_config',
    `RACK_TLS_${cert ? 'KEY' : 'CERT'} is not set, and RACK_TLS_${cert ? 'CERT' : 'KEY'} is.`,
    {
      hint: 'Set both, to the files of a certificate and of its key, or none.',
    },
  );
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new Failure('bad_config', `The environment variable ${name} is not set.`, {
    hint: `Set ${name} and start again.`,
  });
}

function number(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const value = Number(env[name] ?? otherwise);
  if (Number.isInteger(value) && value > 0 && value < 65536) return value;
  throw new Failure('bad_config', `${name} is "${env[name]}", which is no number from 1 to 65535.`);
}

/** A number in whose place 0, as nothing, stands for what fits the machine. */
function fitting(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  return Number(env[name] ?? 0) === 0 ? otherwise : number(env, name, otherwise);
}

function stack(value: string): StackName {
  if (value === 'debian' || value === 'official') return value;
  throw new Failure('bad_config', `RACK_STACK is "${value}".`, { hint: 'Use debian or official.' });
}

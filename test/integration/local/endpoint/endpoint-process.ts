import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import Docker from 'dockerode';
import { poll } from '../../../../lib/retry.ts';
import { RACK_LABEL } from '../../../../local/config.ts';

const REGION = 'us-east-1';
/** Between looks at whether it answers, and how long it may take on a busy machine. */
const PACE = { first: 20, factor: 1, most: 20 };
const START_MS = 120_000;
const KEYS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

/** A local endpoint as a process of its own, which can be killed and started again on the same home and port. */
export class EndpointProcess {
  readonly rack: string;
  readonly home: string;
  readonly ports: number[];
  private readonly settings: NodeJS.ProcessEnv;
  protected child: ChildProcess | undefined;

  constructor(ports: number[], settings: NodeJS.ProcessEnv = {}) {
    this.ports = ports;
    this.settings = settings;
    this.rack = settings.RACK ?? `test-endpoint-${process.pid}`;
    this.home = settings.RACK_LOCAL_HOME ?? mkdtempSync(join(tmpdir(), 'rack-endpoint-'));
  }

  /** Starts one; `settings` go before its usual environment, and two in one process need two names (`RACK`). */
  static async start(settings?: NodeJS.ProcessEnv): Promise<EndpointProcess> {
    const endpoint = new EndpointProcess(await Promise.all([freePort(), freePort()]), settings);
    await endpoint.start();
    return endpoint;
  }

  get pid(): number {
    return this.child?.pid as number;
  }

  /** What a client of the SDK needs to know. */
  get client() {
    return { endpoint: `http://127.0.0.1:${this.ports[0]}`, region: REGION, credentials: KEYS };
  }

  async start(): Promise<void> {
    this.child = this.spawn();
    const sts = new STSClient({ ...this.client, maxAttempts: 1 });
    const answers = () => sts.send(new GetCallerIdentityCommand()).catch(() => undefined);
    await poll(answers, { pace: PACE, signal: AbortSignal.timeout(START_MS) });
    sts.destroy();
  }

  /** A second process on the same port; answers its exit code and what it wrote. */
  async startAnother(): Promise<{ code: number; text: string }> {
    const child = this.spawn('pipe');
    let text = '';
    child.stderr?.on('data', (chunk) => {
      text += chunk;
    });
    const [code] = await once(child, 'close');
    return { code, text };
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const closed = once(this.child as ChildProcess, 'close');
    this.child?.kill(signal);
    return (await closed)[0];
  }

  /** Removes the containers, networks and volumes that it made. */
  async clean(): Promise<void> {
    this.child?.kill('SIGKILL');
    const docker = new Docker();
    const filters = { label: [`${RACK_LABEL}=${this.rack}`] };
    const containers = await docker.listContainers({ all: true, filters });
    await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
    const networks = await docker.listNetworks({ filters });
    await Promise.all(networks.map(({ Id }) => docker.getNetwork(Id).remove()));
    const { Volumes } = await docker.listVolumes({ filters: JSON.stringify(filters) });
    await Promise.all(Volumes.map(({ Name }) => docker.getVolume(Name).remove()));
  }

  // Private

  /** `options` are more of Node's own. */
  protected spawn(stderr: 'inherit' | 'pipe' | number = 'inherit', options: string[] = []): ChildProcess {
    // From source as from dist/: with the file ending, and the loader, that this file itself was run with.
    const main = fileURLToPath(new URL(`../../../../local/main${extname(import.meta.url)}`, import.meta.url));
    return spawn(process.execPath, [...process.execArgv, ...options, main], {
      env: this.env(),
      stdio: ['ignore', 'ignore', stderr],
    });
  }

  private env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      RACK: this.rack,
      RACK_LOCAL_HOME: this.home,
      RACK_AWS_PORT: String(this.ports[0]),
      RACK_REGISTRY_PORT: String(this.ports[1]),
      RACK_BASE_IMAGE: 'rack/debian:bookworm',
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      ...this.settings,
    };
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

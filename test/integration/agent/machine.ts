import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import type { Test } from 'tap';
import { projectRoot } from '../../../lib/root.ts';
import { createDispatch } from '../../../local/endpoint/dispatch.ts';
import { openFront } from '../../../local/endpoint/front.ts';
import { createRegistry } from '../../../local/endpoint/registry.ts';
import { createKinesis } from '../../../local/kinesis/service.ts';
import { openDatabase } from '../../../local/store/database.ts';
import { openLogs } from '../../../server/logs/hub.ts';
import type { LogLine } from '../../../server/logs/logs.ts';

const BASE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'secret' };
const STREAM = 'logs';

/** Tests run from source and from `dist/` alike. */
const EXTENSION = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
const FOLDER = EXTENSION === 'ts' ? projectRoot : join(projectRoot, 'dist');

/** A stream, an agent and a hub, each to be killed at will, and containers that look as the rack's. */
export class Machine {
  readonly docker = new Docker();
  readonly rack: string;
  private readonly home: string;
  private readonly env: NodeJS.ProcessEnv;
  private readonly programs = new Map<string, ChildProcess>();

  private constructor(rack: string, home: string, env: NodeJS.ProcessEnv) {
    this.rack = rack;
    this.home = home;
    this.env = env;
  }

  static async start(t: Test, rack: string, more: NodeJS.ProcessEnv = {}): Promise<Machine> {
    const home = await mkdtemp(join(tmpdir(), 'rack-agent-'));
    const endpoint = await openEndpoint(home);
    const machine = new Machine(rack, home, {
      ...process.env,
      RACK: rack,
      RACK_AGENT_HOME: join(home, 'agent'),
      RACK_CLUSTER: 'c',
      RACK_LOG_STREAM: STREAM,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${endpoint.port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      ...more,
    });
    t.teardown(async () => {
      for (const name of machine.programs.keys()) await machine.kill(name as 'agent');
      await machine.removeContainers();
      await endpoint.close();
      await rm(home, { recursive: true, force: true });
    });
    await machine.removeContainers();
    return machine;
  }

  startAgent(): void {
    this.launch('agent', [join(FOLDER, `agent/main.${EXTENSION}`)]);
  }

  startHub(): void {
    this.launch('hub', [join(FOLDER, `test/integration/agent/hub.${EXTENSION}`), join(this.home, 'logs.db'), STREAM]);
  }

  /** Resolves when the program is no more. */
  async kill(name: 'agent' | 'hub', signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const program = this.programs.get(name);
    if (!program || program.exitCode !== null || program.signalCode !== null) return program?.exitCode ?? null;
    program.kill(signal);
    await once(program, 'exit');
    return program.exitCode;
  }

  /** Starts a container of one task of an app. */
  async run(app: string, command: string[], options: Docker.HostConfig = {}): Promise<Docker.Container> {
    const container = await this.docker.createContainer({
      Image: BASE,
      Cmd: command,
      Labels: {
        'io.rack.rack': this.rack,
        'rack.name': this.rack,
        'rack.app': app,
        'rack.process': 'web',
        'rack.release': 'RABCDEFGHI',
        'com.amazonaws.ecs.task-arn': `arn:aws:ecs:us-east-1:000000000000:task/c/${app}-${Date.now()}`,
      },
      HostConfig: { LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '5' } }, ...options },
    });
    await container.start();
    return container;
  }

  /** What the hub has kept of an app, read beside it. */
  async lines(app: string): Promise<LogLine[]> {
    const reader = { shards: async () => [], iterator: never, read: never };
    const hub = openLogs({
      path: join(this.home, 'logs.db'),
      reader,
      endedTasks: async () => [],
      log: { info: () => {}, error: () => {} },
    });
    try {
      return hub.query(app, {});
    } finally {
      await hub.stop();
    }
  }

  // Private

  private launch(name: string, argv: string[]): void {
    const loader = EXTENSION === 'ts' ? ['--import', 'tsx'] : [];
    const options = { env: this.env, cwd: projectRoot, stdio: ['ignore', 'ignore', 'inherit'] as const };
    this.programs.set(name, spawn(process.execPath, [...loader, ...argv], { ...options, stdio: [...options.stdio] }));
  }

  private async removeContainers(): Promise<void> {
    const label = [`io.rack.rack=${this.rack}`];
    for (const { Id } of await this.docker.listContainers({ all: true, filters: { label } }))
      await this.docker
        .getContainer(Id)
        .remove({ force: true, v: true })
        .catch(() => {});
  }
}

async function openEndpoint(home: string): Promise<{ port: number; close: () => Promise<void> }> {
  const log = { info: () => {}, error: (message: string, cause?: unknown) => console.error(message, cause ?? '') };
  const database = openDatabase(join(home, 'local.db'));
  const registry = createRegistry();
  const config = { region: 'us-east-1', account: '000000000000', ...CREDENTIALS, rack: '', home, port: 0 };
  const kinesis = createKinesis({ config: { ...config, registryPort: 0, baseImage: '' }, database, log });
  registry.add(kinesis);
  await kinesis.start?.();
  const front = await openFront(
    0,
    createDispatch({ registry, credentials: { region: config.region, ...CREDENTIALS }, log }),
  );
  await registry.callAws('kinesis', 'CreateStream', { StreamName: STREAM, ShardCount: 2 });
  return {
    port: front.port,
    close: async () => {
      await front.close();
      await kinesis.stop?.();
      database.close();
    },
  };
}

async function never(): Promise<never> {
  throw new Error('nobody reads here');
}

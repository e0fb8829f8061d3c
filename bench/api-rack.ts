import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateServiceCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { Client } from 'ssh2';
import type { App } from '../test/stories/app.ts';
import { Rack, type Test } from '../test/stories/rack.ts';
import { seed } from './api-seed.ts';

/** Apps that are made at the same time. */
const AT_ONCE = 8;

/** A rack with one app that runs and so many that are there, and a connection to each of its doors. */
export class ApiRack {
  private readonly rack: Rack;
  private readonly client = new Client();
  private token = '';

  private constructor(rack: Rack) {
    this.rack = rack;
  }

  /** Starts one; what only time would bring, such as releases and logs, is written while its server is down. */
  static async start(t: Test, files: Record<string, string>, others: number): Promise<ApiRack> {
    const rack = await Rack.start(t);
    const made = new ApiRack(rack);
    const bench = await rack.app('bench', files);
    await mustPush(bench);
    await made.connect();
    const names = Array.from({ length: others }, (_, at) => `app-${at}`);
    await made.makeApps(names);
    made.client.end();
    await rack.command(['down']);
    seed(join(rack.folder, 'home', 'server'), names);
    await rack.up();
    const again = new ApiRack(rack);
    t.teardown(() => again.client.end());
    await again.connect();
    again.token = (await again.ssh('tokens create bench')).trim();
    return again;
  }

  /** What a command prints; throws when it fails. */
  ssh(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.client.exec(command, (error, channel) => {
        if (error) return reject(error);
        // At once: all of a short answer may have come with this.
        const [out, errors]: [string[], string[]] = [[], []];
        channel.on('data', (chunk: Buffer) => void out.push(`${chunk}`));
        channel.stderr.on('data', (chunk: Buffer) => void errors.push(`${chunk}`));
        channel.on('close', (code: number) => {
          if (code === 0) resolve(out.join(''));
          else reject(new Error(`${command}: ${errors.join('')}`));
        });
      });
    });
  }

  /** The answer to a request of the API; throws when it is refused. */
  async get(path: string): Promise<unknown> {
    const { api } = this.rack.status;
    const answer = await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  // Private

  private async connect(): Promise<void> {
    const { host, port, config } = this.rack.status.ssh;
    const [, key = ''] = /IdentityFile "?([^"\n]+)/.exec(readFileSync(config, 'utf8')) ?? [];
    const ready = once(this.client, 'ready');
    this.client.connect({ host, port, username: 'rack', privateKey: readFileSync(key.trim()) });
    await ready;
    // As OpenSSH has it: else a request waits up to 40 ms for the acknowledgement of the one before.
    this.client.setNoDelay(true);
  }

  /** Each is made through the door, and gets a service that runs nothing: so many containers no machine has room for. */
  private async makeApps(names: readonly string[]): Promise<void> {
    const { endpoint, region, accessKeyId, secretAccessKey } = this.rack.status.aws;
    const ecs = new ECSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    const left = [...names];
    const worker = async () => {
      for (let name = left.shift(); name !== undefined; name = left.shift()) {
        await this.ssh(`create ${name}`);
        await this.makeService(ecs, `${this.rack.name}-${name}--web`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    ecs.destroy();
  }

  private async makeService(ecs: ECSClient, family: string): Promise<void> {
    const containerDefinitions = [{ name: 'web', image: 'none', memory: 64 }];
    await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
    const service = { cluster: this.rack.name, serviceName: family, taskDefinition: family, desiredCount: 0 };
    await ecs.send(new CreateServiceCommand(service));
  }
}

// Private

async function mustPush(app: App): Promise<void> {
  const push = app.pushing();
  if ((await push.exit()) !== 0) throw new Error(push.output);
}

import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../lib/run.ts';
import type { App } from '../test/stories/app.ts';
import type { Rack, Test } from '../test/stories/rack.ts';

/** The same deploy by hand: sshd, git, docker build, docker push, docker run. */
export class Floor {
  /** Milliseconds of each part, a number per round. */
  readonly parts: Record<string, number[]> = {
    'git push': [],
    'docker build': [],
    'docker push': [],
    'docker run': [],
  };
  private readonly folder: string;
  private readonly source: string;
  private readonly image: string;
  private readonly port: number;

  private constructor(folder: string, source: string, image: string, port: number) {
    this.folder = folder;
    this.source = source;
    this.image = image;
    this.port = port;
  }

  /** Starts an sshd of its own on loopback, with a bare repository, and signs in to the rack's registry. */
  static async start(t: Test, rack: Rack, app: App): Promise<Floor> {
    const folder = join(rack.folder, 'floor');
    await mkdir(join(folder, 'docker'), { recursive: true });
    await run(['git', 'init', '-q', '--bare', join(folder, 'bare.git')]);
    const port = 20000 + (process.pid % 20000);
    await startSshd(t, folder, port);
    const [repository, token] = await Promise.all([repositoryOf(rack, app.name), tokenOf(rack)]);
    const auths = { [repository.split('/')[0] as string]: { auth: token } };
    await writeFile(join(folder, 'docker/config.json'), JSON.stringify({ auths }));
    t.teardown(() => run(['docker', 'rm', '-f', 'rack-bench-floor'], { ok: [0, 1] }));
    return new Floor(folder, app.folder, `${repository}:floor`, port);
  }

  /** One deploy of the repository's HEAD; the milliseconds until the text is served. */
  async deploy(expected: string): Promise<number> {
    const started = performance.now();
    await this.timed('git push', () => this.push());
    await this.timed('docker build', () => this.docker('build', '-q', '-t', this.image, '-f', '-', this.source));
    await this.timed('docker push', () => this.docker('push', '-q', this.image));
    await this.timed('docker run', () => this.runUntil(expected));
    const took = performance.now() - started;
    await this.docker('rm', '-f', 'rack-bench-floor');
    return took;
  }

  // Private

  private async timed(part: string, work: () => Promise<unknown>): Promise<void> {
    const started = performance.now();
    await work();
    this.parts[part]?.push(performance.now() - started);
  }

  private push() {
    const ssh = `ssh -p ${this.port} -i ${join(this.folder, 'key')} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR`;
    const url = `ssh://root@127.0.0.1${join(this.folder, 'bare.git')}`;
    return run(['git', 'push', '-q', url, 'main'], { cwd: this.source, env: { GIT_SSH_COMMAND: ssh } });
  }

  private async docker(...args: string[]): Promise<string> {
    const input = args[0] === 'build' ? await dockerfile() : undefined;
    const env = { DOCKER_CONFIG: join(this.folder, 'docker'), DOCKER_BUILDKIT: '0' };
    return (await run(['docker', ...args], { env, ...(input !== undefined && { input }) })).stdout.trim();
  }

  private async runUntil(expected: string): Promise<void> {
    await this.docker('run', '-d', '--init', '--name', 'rack-bench-floor', '-e', 'PORT=3000', this.image);
    const address = await this.docker('inspect', '-f', '{{.NetworkSettings.IPAddress}}', 'rack-bench-floor');
    while ((await answerOf(address)) !== expected) await sleep(10);
  }
}

// Private

async function startSshd(t: Test, folder: string, port: number): Promise<void> {
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'host')]);
  const options = [
    `HostKey=${join(folder, 'host')}`,
    `AuthorizedKeysFile=${join(folder, 'key.pub')}`,
    'ListenAddress=127.0.0.1',
    'PidFile=none',
    'StrictModes=no',
    'PermitRootLogin=yes',
    'UsePAM=no',
  ];
  await mkdir('/run/sshd', { recursive: true });
  const sshd = spawn('/usr/sbin/sshd', [
    '-D',
    '-e',
    '-f',
    '/dev/null',
    '-p',
    `${port}`,
    ...options.flatMap((each) => ['-o', each]),
  ]);
  t.teardown(() => sshd.kill());
  await new Promise<void>((resolve, reject) => {
    sshd.stderr.on('data', (chunk) => `${chunk}`.includes('listening') && resolve());
    sshd.on('exit', (code) => reject(new Error(`sshd ended with ${code}`)));
  });
}

async function repositoryOf(rack: Rack, app: string): Promise<string> {
  const { stdout } = await rack.aws(['ecr', 'describe-repositories', '--repository-names', `${rack.name}/${app}`]);
  return JSON.parse(stdout).repositories[0].repositoryUri;
}

async function tokenOf(rack: Rack): Promise<string> {
  const { stdout } = await rack.aws(['ecr', 'get-authorization-token']);
  return JSON.parse(stdout).authorizationData[0].authorizationToken;
}

/** What one writes by hand for an app without dependencies, on the Node.js image that the rack uses. */
async function dockerfile(): Promise<string> {
  const { stdout } = await run(['docker', 'images', '-q', 'rack/node']);
  return `FROM ${stdout.split('\n')[0]}\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n`;
}

function answerOf(host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    get({ host, port: 3000 }, (answer) => resolve(text(answer))).on('error', () => resolve(undefined));
  });
}

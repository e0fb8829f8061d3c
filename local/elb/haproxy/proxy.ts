import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type Docker from 'dockerode';
import { Failure } from '../../../lib/failure.ts';
import type { Log } from '../../../lib/log.ts';
import type { Config } from '../../config.ts';
import { ensureContainer, MOUNT } from '../../images/container.ts';
import { type Applied, appliedOf, mapFilesOf, suffices } from './applied.ts';
import { CertificateFiles } from './certificate-files.ts';
import { renderConfig } from './config.ts';
import { portIsFree, portTaken } from './free-port.ts';
import { hostMapCommands, hostMapText, parseHostMap } from './host-map.ts';
import { Master } from './master.ts';
import { parseRequestTable, SHOW_REQUESTS } from './request-table.ts';
import type { Routing } from './routing.ts';
import { changesBetween, commandsFor } from './servers.ts';

/**
 * The HAProxy of a rack. `apply` brings it to a routing: targets come and go through its runtime commands, in all of
 * its workers, and hosts in the one that takes new connections; everything else by a reload, which drops nothing. The
 * files always carry the current targets and hosts too, so that a restart comes back right.
 */
export class HaProxy {
  private readonly docker: Docker;
  private readonly config: Config;
  private readonly image: () => Promise<string>;
  private readonly log: Log;
  private readonly folder: string;
  private readonly master: Master;
  private readonly certificates: CertificateFiles;
  private applied: Applied | undefined;
  /** What is to be done as long as the worker is there that a reload replaces. */
  beforeReload: () => Promise<void> = async () => {};

  constructor(deps: { docker: Docker; config: Config; image: () => Promise<string>; log: Log }) {
    this.docker = deps.docker;
    this.config = deps.config;
    this.image = deps.image;
    this.log = deps.log;
    this.folder = join(deps.config.home, 'elb');
    this.master = new Master(join(this.folder, 'master'));
    this.certificates = new CertificateFiles(this.folder, MOUNT);
  }

  /** Runs the container, or adopts the running one. Answers when it was started. */
  async ensure(routing: Routing): Promise<string> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // The file must be there before a container is started on it, and must not be touched under a running one.
    const adopted = await this.adoptable();
    if (!adopted) await this.prepare(routing);
    const { startedAt, isNew } = await ensureContainer(this.docker, this.spec(), this.image);
    await this.master.up();
    if (isNew && !adopted) await this.remember(appliedOf(routing));
    // One that ran, but did not answer at first, has not read what was just written; nor has one that took an older one's place.
    else this.applied = adopted && !isNew ? await this.remembered() : undefined;
    return startedAt;
  }

  /** True when its master answers and has a worker. */
  isUp(): Promise<boolean> {
    return this.adoptable();
  }

  async apply(routing: Routing): Promise<void> {
    const next = appliedOf(routing);
    const now = this.applied;
    if (!now || !suffices(now.skeleton, next.skeleton)) {
      await this.reload(routing, next);
      return await this.remember(next);
    }
    await this.change(routing, next, now);
    this.applied = { ...next, skeleton: now.skeleton };
  }

  /** The file that HAProxy writes requests to. */
  get accessLog(): string {
    return join(this.folder, ACCESS_LOG);
  }

  /** Forgets what the proxy does, so that the next `apply` brings all of it again. */
  distrust(): void {
    this.applied = undefined;
  }

  /** How many requests (and WebSockets) a server has in all workers. */
  async inFlight(backend: string, server: string): Promise<number> {
    const answers = await this.tellAll([`show stat ${backend} 4 -1`]);
    return answers.reduce((sum, answer) => sum + sessionsOf(answer, backend, server), 0);
  }

  /** What each worker has counted of the last minutes' requests, by their kinds. A worker that is about to go may say nothing. */
  async requests(): Promise<Map<number, Map<string, number>>> {
    const { current, old } = await this.workers();
    const told = [current, ...old].map(async (worker) => {
      const table = await this.master.tell(worker, [SHOW_REQUESTS]).catch(() => '');
      return [worker, parseRequestTable(table)] as const;
    });
    return new Map(await Promise.all(told));
  }

  /** Cuts what a server still does. */
  async cut(backend: string, server: string): Promise<void> {
    await this.tellAll([`shutdown sessions server ${backend}/${server}`]);
  }

  // Private

  private get name(): string {
    return `rack-${this.config.rack}-router`;
  }

  private spec() {
    return {
      name: this.name,
      rack: this.config.rack,
      folder: this.folder,
      network: 'host' as const,
      entrypoint: WRITING_ACCESS_LOG,
      command: ['-W', '-db', '-S', `${MOUNT}/master,mode,600`, '-f', `${MOUNT}/haproxy.cfg`],
      capabilities: ['NET_BIND_SERVICE'],
    };
  }

  private async prepare(routing: Routing): Promise<void> {
    for (const { port } of routing.frontends) {
      if (!(await portIsFree(port))) throw await portTaken(port);
    }
    await this.writeAll(routing, appliedOf(routing));
  }

  private async adoptable(): Promise<boolean> {
    const answers = await this.master.processes().catch(() => undefined);
    return answers?.current !== undefined;
  }

  /** Notes what was loaded, so that whoever adopts this proxy need not reload it. */
  private async remember(now: Applied): Promise<void> {
    await writeFile(this.loaded, now.skeleton, { mode: 0o600 });
    this.applied = now;
  }

  /** What an adopted proxy has loaded; its targets are not known, so all of them will be told again. */
  private async remembered(): Promise<Applied | undefined> {
    const skeleton = await readFile(this.loaded, 'utf8').catch(() => undefined);
    if (skeleton === undefined) return undefined;
    const files = mapFilesOf(skeleton);
    const answers = await Promise.all(files.map((file) => this.tellCurrent([`show map ${file}`])));
    const maps = new Map(files.map((file, index) => [file, parseHostMap(answers[index] ?? '')]));
    return { skeleton, servers: new Map(), maps };
  }

  private get loaded(): string {
    return join(this.folder, 'loaded.cfg');
  }

  private async reload(routing: Routing, next: Applied): Promise<void> {
    const previous = await readFile(this.path, 'utf8').catch(() => '');
    await rm(this.loaded, { force: true });
    await this.writeAll(routing, next);
    await this.beforeReload();
    try {
      await this.master.reload();
    } catch (error) {
      this.distrust();
      await this.write(previous);
      throw error;
    }
    await this.removeOtherMaps(next);
    await this.certificates.prune(routing);
    const places = routing.frontends.map(({ port }) => `127.0.0.1:${port}`);
    this.log.info(`router reloaded: ${places.join(', ') || 'no listener'}`);
  }

  /** Maps of listeners that are gone, which nothing looks into any more. */
  private async removeOtherMaps({ maps }: Applied): Promise<void> {
    const kept = new Set([...maps.keys()].map((file) => basename(file)));
    const others = (await readdir(this.folder)).filter((name) => name.endsWith('.map') && !kept.has(name));
    for (const name of others) await rm(join(this.folder, name), { force: true });
  }

  private async change(routing: Routing, next: Applied, now: Applied): Promise<void> {
    const servers = changesBetween(now.servers, next.servers).flatMap(commandsFor);
    const hosts = hostMapCommands(now.maps, next.maps);
    if (servers.length + hosts.length === 0) return;
    await this.writeAll(routing, next);
    // Targets first: they are there before requests are sent to them.
    if (servers.length > 0) await this.refuseRefusal((await this.tellAll(servers))[0]);
    if (hosts.length > 0) await this.refuseRefusal(await this.tellCurrent(hosts));
  }

  /** Who refuses a change has loaded something else than was noted, as after a restart on newer files: the next `apply` reloads. */
  private async refuseRefusal(answer = ''): Promise<void> {
    const refusal = answer.split('\n').find((line) => /No such|not found|Invalid|error/i.test(line));
    if (!refusal) return;
    await rm(this.loaded, { force: true });
    throw new Failure('proxy_refused', `HAProxy refused a change: ${refusal}`, { blame: 'rack' });
  }

  private async tellCurrent(commands: string[]): Promise<string> {
    const { current } = await this.workers();
    return await this.master.tell(current, commands);
  }

  private async workers(): Promise<{ current: number; old: number[] }> {
    const { current, old } = await this.master.processes();
    if (!current) throw new Failure('proxy_down', 'HAProxy has no worker.', { blame: 'rack' });
    return { current, old };
  }

  /** The current worker's answer first; an old worker may be gone by now, or not know the backend. */
  private async tellAll(commands: string[]): Promise<string[]> {
    const { current, old } = await this.workers();
    const others = old.map((worker) => this.master.tell(worker, commands).catch(() => ''));
    return await Promise.all([this.master.tell(current, commands), ...others]);
  }

  private get path(): string {
    return join(this.folder, 'haproxy.cfg');
  }

  /** The maps and certificates that the configuration names are there before it is. */
  private async writeAll(routing: Routing, { maps }: Applied): Promise<void> {
    for (const [file, map] of maps) await replaceFile(join(this.folder, basename(file)), hostMapText(map));
    await this.certificates.write(routing);
    await this.write(renderConfig(routing, MOUNT, { servers: true }));
  }

  private write(text: string): Promise<void> {
    return replaceFile(this.path, text);
  }
}

// Private

const ACCESS_LOG = 'access.log';
/** HAProxy's standard output, which is access logs only, is appended to a file: it stays there while we do not run. */
const WRITING_ACCESS_LOG = ['/bin/sh', '-c', `exec /usr/sbin/haproxy "$@" >> ${MOUNT}/${ACCESS_LOG}`, 'haproxy'];

async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** The column `scur` of `show stat`, which counts what is in flight. */
function sessionsOf(csv: string, backend: string, server: string): number {
  const row = csv.split('\n').find((line) => line.startsWith(`${backend},${server},`));
  return Number(row?.split(',')[4] ?? 0);
}

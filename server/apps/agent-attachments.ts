import type { Duplex, Readable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { Wish } from '../../wire/attach/wish.ts';
import type { Agents } from '../attach/agents.ts';
import type { Cluster } from '../aws/ecs.ts';
import { ATTENDED, type OneOffJob } from '../deploy/one-off.ts';
import type { Logs } from '../logs/logs.ts';
import { requireRole } from '../model/access.ts';
import { USUAL_TIME } from '../model/one-off.ts';
import type { Store } from '../store/store.ts';
import { audited } from './actor.ts';
import { connectionOf, readableOf } from './agent-streams.ts';
import type { Apps } from './apps.ts';
import type { AttachIo, Attachments, AttachRequest, OneOffCommand, OneOffRequest, Use } from './attachments.ts';
import { attend, feed, type RunningCommand } from './attended-command.ts';
import { argumentsOf, begun, inRunning, shown } from './command-line.ts';
import type { Deploys } from './deploys.ts';
import { requireAdmin } from './guard.ts';
import { oneOffName, releaseFor, runs } from './one-off.ts';
import type { Processes, ProcessInfo } from './processes.ts';

export interface AttachmentsOptions {
  apps: Apps;
  processes: Pick<Processes, 'list'>;
  store: Pick<Store, 'releases' | 'audit'>;
  deploys: Pick<Deploys, 'startOneOff'>;
  cluster: Pick<Cluster, 'task' | 'stopTask' | 'tasksStartedBy'>;
  logs: Pick<Logs, 'copyNumber'>;
  agents: Agents;
  log: Log;
  /** Whether an app may be connected to there: resources that are linked to it. Admins may connect to everything. */
  reaches?: (app: string, host: string, port: number) => boolean | Promise<boolean>;
}

/** Reaches into containers through the agents of their machines. */
export class AgentAttachments implements Attachments {
  private readonly options: AttachmentsOptions;

  constructor(options: AttachmentsOptions) {
    this.options = options;
  }

  async run(app: string, request: OneOffRequest, io: AttachIo, by: AttachRequest): Promise<number> {
    this.check(app, 'run', by);
    return this.audited(app, `run ${shown(request.command)}`, by, async (note) => {
      await this.options.agents.any();
      const job = this.jobOf(app, request, by, true);
      const limit = timeUp(job.timeLimit, by.signal);
      const task = await this.options.deploys.startOneOff({ ...job, env: {} });
      try {
        await runs(this.options.cluster, task, limit.signal);
        const command = begun(argumentsOf(request.command), io.terminal);
        const options = { env: request.env ?? {}, endsContainer: true, signal: limit.signal };
        return note(await this.attended(task, command, io, options));
      } catch (error) {
        // Whatever was under way by then: what ended it is that its time was up, or its client gone.
        limit.signal.throwIfAborted();
        throw error;
      } finally {
        limit.clear();
        await this.stop(task);
      }
    });
  }

  async start(app: string, request: OneOffRequest, by: AttachRequest): Promise<ProcessInfo> {
    this.check(app, 'run', by);
    return this.audited(app, `run ${shown(request.command)}`, by, async (_, note) => {
      const job = this.jobOf(app, request, by, false);
      const task = await this.options.deploys.startOneOff(job);
      note(`${oneOffName(this.options.logs, job, task)}, detached`);
      const all = await this.options.processes.list(app, by.actor);
      return all.find((process) => process.task === task) ?? endedAlready(job);
    });
  }

  async exec(app: string, copy: string, command: OneOffCommand, io: AttachIo, by: AttachRequest): Promise<number> {
    this.check(app, 'exec', by);
    return this.audited(app, `exec ${copy} ${shown(command)}`, by, async (note) => {
      const task = await this.taskOf(app, copy, by);
      const options = { env: {}, endsContainer: false, signal: by.signal };
      return note(await this.attended(task, inRunning(command, io.terminal), io, options));
    });
  }

  async getFiles(app: string, copy: string, path: string, by: AttachRequest): Promise<Readable> {
    this.check(app, 'copying files', by);
    return this.audited(app, `copy ${path} from ${copy}`, by, async () => {
      const task = await this.taskOf(app, copy, by);
      return readableOf(await this.ask(task, { kind: 'read files', task, path }, by.signal));
    });
  }

  async putFiles(
    app: string,
    copy: string,
    archive: Readable,
    { path = '/', ...by }: AttachRequest & { path?: string },
  ): Promise<void> {
    this.check(app, 'copying files', by);
    await this.audited(app, `copy files to ${copy}`, by, async () => {
      const task = await this.taskOf(app, copy, by);
      const { call, cancel } = await this.ask(task, { kind: 'write files', task, path }, by.signal);
      // What breaks off is not written as if it were whole.
      await Promise.all([call.answer, feed(archive, call.stream).catch(cancel)]);
    });
  }

  async connect(app: string | undefined, host: string, port: number, by: AttachRequest): Promise<Duplex> {
    await this.checkReach(app, host, port, by);
    return this.audited(app, `connect to ${host}:${port}`, by, async () => {
      const agent = await this.options.agents.any();
      const call = agent.call({ kind: 'dial', host, port });
      return connectionOf(this.cancelled({ call, cancel: () => agent.cancel(call) }, by.signal));
    });
  }

  stats(app: string): Promise<Map<string, Use>> {
    return this.options.agents.measure(app);
  }

  /** Ends the containers of commands whose clients were lost with the server that served them. */
  async stopLeftovers(): Promise<void> {
    for (const task of await this.options.cluster.tasksStartedBy(ATTENDED)) await this.stop(task);
  }

  // Private

  /** Throws unless the actor may do this to the app. */
  private check(app: string, what: string, { actor }: AttachRequest) {
    requireRole(actor.developer, 'deploy', what);
    return this.options.apps.find(app, actor);
  }

  private jobOf(app: string, request: OneOffRequest, by: AttachRequest, isAttended: boolean): OneOffJob {
    const { name, live } = this.options.apps.find(app, by.actor);
    const { process, image, memory, env = {}, timeLimit = USUAL_TIME } = request;
    const release = releaseFor(this.options.store.releases, name, request.release, live);
    const command = argumentsOf(request.command);
    return { app: name, release, process, image, memory, env, timeLimit, command, isAttended };
  }

  private async taskOf(app: string, copy: string, { actor }: AttachRequest): Promise<string> {
    const all = await this.options.processes.list(app, actor);
    const found = all.find(({ name, task }) => name === copy || task === copy);
    if (found) return found.task;
    const names = all.map(({ name }) => name).join(', ');
    throw new Failure('process_not_found', `There is no copy ${copy} of ${app}.`, {
      hint: names ? `There are: ${names}.` : `Nothing of ${app} runs: ssh rack ps ${app}`,
    });
  }

  private async attended(
    task: string,
    command: readonly string[],
    io: AttachIo,
    {
      env,
      endsContainer,
      signal,
    }: { env: Readonly<Record<string, string>>; endsContainer: boolean; signal: AbortSignal },
  ): Promise<number> {
    const { terminal } = io;
    const own = { ...(terminal && { TERM: terminal.term || 'xterm' }), ...env };
    const lines = Object.entries(own).map(([name, value]) => `${name}=${value}`);
    const wish: Wish = { kind: 'execute', task, command, env: lines, terminal, endsContainer };
    const { call, agent } = await this.options.agents.ask(task, wish);
    return attend({ call, cancel: () => agent.cancel(call) }, io, signal);
  }

  private async ask(task: string, wish: Wish, signal: AbortSignal): Promise<RunningCommand> {
    const { call, agent } = await this.options.agents.ask(task, wish);
    return this.cancelled({ call, cancel: () => agent.cancel(call) }, signal);
  }

  /** A command that ends with the signal too. */
  private cancelled(command: RunningCommand, signal: AbortSignal): RunningCommand {
    signal.addEventListener('abort', command.cancel, { once: true });
    if (signal.aborted) command.cancel();
    return command;
  }

  private async checkReach(app: string | undefined, host: string, port: number, by: AttachRequest): Promise<void> {
    if (app === undefined) return requireAdmin(by.actor, 'a connection to any place');
    const { name } = this.check(app, 'a connection', by);
    if (await this.options.reaches?.(name, host, port)) return;
    throw new Failure('not_allowed', `${host}:${port} is no resource of ${name}.`, {
      hint: 'Admins of the rack may connect to any place.',
    });
  }

  private async audited<T>(
    app: string | undefined,
    what: string,
    { actor }: AttachRequest,
    work: (code: (exitCode: number) => number, note: (detail: string) => void) => Promise<T>,
  ): Promise<T> {
    return audited(this.options.store, { actor, what, ...(app !== undefined && { app }) }, (note) => {
      const exited = (code: number) => {
        note(`exit code ${code}`);
        return code;
      };
      return work(exited, note);
    });
  }

  private async stop(task: string): Promise<void> {
    const { cluster, log } = this.options;
    await cluster
      .stopTask(task, 'Its command has ended, or nobody attends it any more.')
      .catch((error) => log.error(`the task ${task} of a command could not be stopped`, error));
  }
}

// Private

/** A signal that aborts with another one, and when the time is up. */
function timeUp(seconds: number, signal: AbortSignal): { signal: AbortSignal; clear(): void } {
  const limit = new AbortController();
  const reason = new Failure('time_up', `The command was ended: it may take ${seconds} seconds.`, {
    hint: 'Give it more with --timeout 2h',
  });
  const timer = setTimeout(() => limit.abort(reason), seconds * 1000);
  return { signal: AbortSignal.any([signal, limit.signal]), clear: () => clearTimeout(timer) };
}

function endedAlready({ app }: OneOffJob): never {
  throw new Failure('process_not_running', 'The command ended as soon as it had begun.', {
    hint: `See what it said: ssh rack logs ${app} -p run`,
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';
import { projectRoot } from '../../lib/root.ts';
import { gitEnvironment } from './environment.ts';
import { gather } from './gather.ts';
import { HIDDEN_REFS } from './policy.ts';
import { gitEnded } from './refusals.ts';

/** One run of git for a client, over any door. */
export interface ServiceCommand {
  service: 'receive-pack' | 'upload-pack';
  /** The folder of the bare repository. */
  repository: string;
  /** `advertise`: only says which refs there are; `stateless`: one answer to one request; else a conversation with both. */
  mode?: 'advertise' | 'stateless';
  /** The client's GIT_PROTOCOL (`version=2`), if it said one. */
  protocol?: string | undefined;
  /** What was read from the client's stream before, and git shall read first. */
  first?: Buffer;
  /** What the client must keep to: who sends too much, or nothing for so many milliseconds while git waits, is reported once. */
  limits?: { bytes: number; stall: number; onBreach(limit: 'bytes' | 'stall'): void };
}

/** The client's side of a service. `write` resolves when the client has taken the bytes, or is gone; then they may change. */
export interface Streams {
  stdin: Readable;
  write(chunk: Buffer, to: 'stdout' | 'stderr'): Promise<void>;
}

/** A git service that runs: one process group, so that it can be ended with all it started. */
export interface RunningService {
  /** Resolves when git itself has ended, with or without all that it started. */
  exited: Promise<void>;
  /** The exit code, after all output was taken. */
  finished: Promise<number>;
  /** The descriptors of the pre-receive hook: 3 carries the request and the text, 4 the verdict. */
  hook: { conversation: Duplex; verdict: Writable };
  kill(): void;
}

/** Milliseconds in which git may remove its temporary files after SIGTERM. */
const KILL_GRACE = 2000;

/** What git's fsck calls errors in objects that well-known repositories have had for years (git help fsck). */
const OLD_TOOLS = ['zeroPaddedFilemode', 'missingSpaceBeforeDate', 'missingEmail', 'badEmail', 'badTimezone'];

/** What git is told for every repository, whatever its own configuration says. */
export const CONFIG: Readonly<Record<string, string>> = {
  'core.hooksPath': join(projectRoot, 'hooks'),
  'receive.advertisePushOptions': 'true',
  'receive.shallowUpdate': 'true',
  // Damaged or hostile objects are refused when they come; what old tools wrote into honest histories is let pass.
  'receive.fsckObjects': 'true',
  ...Object.fromEntries(OLD_TOOLS.map((message) => [`receive.fsck.${message}`, 'ignore'])),
  // A push stays the pack that it came as: a clone sends it on as it is, and a crash of the machine loses nothing of it. Loose
  // objects (git's way with less than a hundred) are packed anew for each clone, which takes seconds for some large files.
  'receive.unpackLimit': '1',
  // A detached gc would hold the hook's descriptors; the receiver tidies up afterwards instead.
  'receive.autogc': 'false',
  'uploadpack.allowFilter': 'true',
  // Only the rack itself makes these refs, and only it reads them.
  'transfer.hideRefs': HIDDEN_REFS,
};

/** Starts git for a client and carries bytes both ways. */
export function startService(command: ServiceCommand, streams: Streams): RunningService {
  const child = spawn('git', argumentsOf(command), {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...gitEnvironment({ GIT_PROTOCOL: protocolOf(command) }) },
  });
  // Where there is no descriptor or process left, it has no streams, and says so later.
  child.on('error', () => {});
  if (!child.stdio) throw gitEnded();
  const [, , , conversation, verdict] = child.stdio as unknown as [unknown, unknown, unknown, Duplex, Writable];
  for (const end of [conversation, verdict]) end.on('error', () => {});
  const exited = once(child, 'exit').then(() => {});
  const finished = carry(child, command, streams).finally(() => {
    for (const end of [conversation, verdict]) end.destroy();
  });
  return { exited, finished, hook: { conversation, verdict }, kill: () => killGroup(child) };
}

/** What follows `git` on the command line. */
export function argumentsOf({ service, mode, repository }: ServiceCommand): string[] {
  const settings = Object.entries(CONFIG).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Spelled so, and not --http-backend-info-refs, for git 2.25.
  const modes = { advertise: ['--stateless-rpc', '--advertise-refs'], stateless: ['--stateless-rpc'] };
  return [...settings, service, ...(mode ? modes[mode] : []), repository];
}

// Private

/** Only the versions that git knows reach its environment. */
function protocolOf({ protocol }: ServiceCommand): string | undefined {
  return protocol && /^version=\d(:version=\d)*$/.test(protocol) ? protocol : undefined;
}

async function carry(child: ChildProcess, command: ServiceCommand, streams: Streams): Promise<number> {
  const exit = once(child, 'exit');
  if (command.mode === 'advertise') child.stdin?.on('error', () => {}).end();
  else feed(child.stdin as Writable, streams.stdin, command);
  await Promise.all([
    exit,
    gather(child.stdout as Socket, (piece) => streams.write(piece, 'stdout')),
    drain(child.stderr as Readable, (chunk) => streams.write(chunk, 'stderr')),
  ]);
  const [code] = await exit;
  return (code as number | null) ?? 128;
}

function feed(to: Writable, from: Readable, { first, limits }: ServiceCommand): void {
  // git may end before it has read all that the client sends; the rest is dropped, so that the client is not stuck.
  to.on('error', () => {});
  to.on('close', () => from.unpipe(to).resume());
  if (first) to.write(first);
  if (limits) watch(to, from, limits);
  from.pipe(to);
}

/** Counts what the client sends, and looks whether it keeps git waiting: git has taken all there was, and nothing comes. */
function watch(to: Writable, from: Readable, { bytes, stall, onBreach }: NonNullable<ServiceCommand['limits']>): void {
  let sent = 0;
  const look = () => {
    if (to.writableLength > 0) timer.refresh();
    else stop('stall');
  };
  const timer = setTimeout(look, stall);
  const count = (chunk: Buffer) => {
    sent += chunk.length;
    if (sent > bytes) stop('bytes');
    else timer.refresh();
  };
  const stop = (breach?: 'bytes' | 'stall') => {
    clearTimeout(timer);
    from.off('data', count).off('end', stopped);
    to.off('close', stopped);
    if (breach) onBreach(breach);
  };
  const stopped = () => stop();
  from.on('data', count).once('end', stopped);
  to.once('close', stopped);
}

async function drain(from: Readable, write: (chunk: Buffer) => Promise<void>): Promise<void> {
  for await (const chunk of from) await write(chunk);
}

function killGroup(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_GRACE);
  child.once('exit', () => clearTimeout(timer));
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // The group has ended meanwhile.
  }
}

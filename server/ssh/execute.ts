import { PassThrough, type Readable } from 'node:stream';
import { Failure, isAbort } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { words } from '../../lib/words.ts';
import type { Actor } from '../apps/actor.ts';
import type { Rack } from '../apps/rack.ts';
import type { ChannelWriter } from './channel-writer.ts';
import type { ClientTerminal } from './client-terminal.ts';
import { type CommandContext, findCommand, runCommand } from './command.ts';
import { COMMANDS } from './commands/all.ts';
import { greeting } from './commands/help.ts';
import { type GitService, gitServiceOf } from './git-service.ts';
import { isOtherProgram, notServed } from './other-programs.ts';
import { TypedLines } from './typed-lines.ts';

/** What a client asks one session to do. */
export interface Asked {
  /** The command line; empty when the client asked for a shell or a subsystem. */
  line: string;
  /** The subsystem that the client asked for, such as `sftp`. */
  subsystem?: string;
  /** The client's GIT_PROTOCOL. */
  protocol: string | undefined;
  /** The client's terminal, if it has one. */
  terminal: ClientTerminal;
}

/** What is asked, by whom, and how to answer. */
export interface Call extends Asked {
  /** Who asks, as of now. Throws a `Failure` when nothing is done for them; undefined when they are no more. */
  actor(): Actor | undefined;
  rack: Rack;
  stdin: Readable;
  writer: ChannelWriter;
  signal: AbortSignal;
}

/** What is asked, once it is known who asks. */
type KnownCall = Omit<Call, 'actor'> & { actor: Actor };

/** Bytes of a command line; a packet holds a little more. */
const LONGEST_LINE = 32 * 1024;

/** What a shell says of a program that Ctrl-C has ended. */
const INTERRUPTED = 130;

/** What sysexits.h has for "try again later": the rack is being restarted. */
const LATER = 75;

/** Failures that mean "used wrongly" to scripts. */
const USAGE = ['unknown_command', 'bad_usage', 'bad_quoting', 'bad_log_query', 'bad_since', 'bad_until', 'bad_pattern'];

/** Does what one session asks: git, a command, or a greeting. Answers the exit code; failures are told on stderr. */
export async function execute(call: Call, log: Log): Promise<number> {
  try {
    const actor = call.actor();
    return actor ? await dispatch({ ...call, actor }) : 1;
  } catch (error) {
    const isRackFault = !(error instanceof Failure) || error.blame === 'rack';
    if (isAbort(error)) return INTERRUPTED;
    if (isRackFault) log.error(`ssh: ${nameIn(call.line)}`, error);
    await call.writer.write(lineEnds(failureText(error), call.terminal), 'stderr');
    return exitCodeOf(error);
  }
}

// Private

function exitCodeOf(error: unknown): number {
  if (!(error instanceof Failure)) return 1;
  if (error.code === 'server_stopping') return LATER;
  return USAGE.includes(error.code) ? 2 : 1;
}

async function dispatch(call: KnownCall): Promise<number> {
  if (call.subsystem !== undefined) throw notServed(call.subsystem);
  if (Buffer.byteLength(call.line) > LONGEST_LINE) throw lineTooLong();
  const spoken = words(call.line);
  const git = gitServiceOf(spoken);
  if (git) return serveGit(call, git);
  if (isOtherProgram(spoken[0])) throw notServed(spoken[0]);
  if (spoken.length === 0) {
    const context = typedContext(call);
    await context.print(greeting(context));
    return 0;
  }
  const [command, rest] = findCommand(COMMANDS, spoken);
  const context = command.before === undefined ? typedContext(call) : rawContext(call);
  return (await runCommand(command, rest, context)) ?? 0;
}

/** Of a client whose bytes are those of a program in a container. */
function rawContext({ actor, rack, stdin, writer, terminal, signal }: KnownCall): CommandContext {
  // Through a pipe of its own: who reads a stream to its end destroys it, and that would close the channel.
  const input = stdin.pipe(new PassThrough());
  const print = (text: string) => writer.write(lineEnds(text, terminal), 'stdout');
  const tell = (text: string) => writer.write(lineEnds(text, terminal), 'stderr');
  const stdout = (chunk: Buffer) => writer.write(chunk, 'stdout');
  const stderr = (chunk: Buffer) => writer.write(chunk, 'stderr');
  return { actor, rack, stdin: input, print, tell, signal, io: { stdin: input, stdout, stderr, ...terminal.io() } };
}

/** Of a client that commands of the rack talk to: where it has a terminal, that is left to the rack to manage. */
function typedContext(call: KnownCall): CommandContext {
  const context = rawContext(call);
  if (!call.terminal.exists) return context;
  const { input, interrupted } = new TypedLines(context.stdin, (text) => void call.writer.write(text, 'stdout'));
  return { ...context, stdin: input, signal: AbortSignal.any([context.signal, interrupted]) };
}

/** A line ends at a terminal where the next one shall begin. */
function lineEnds(text: string, terminal: ClientTerminal): string {
  return terminal.exists ? text.replace(/\r?\n/g, '\r\n') : text;
}

function serveGit({ rack, actor, protocol, stdin, writer, signal }: KnownCall, git: GitService): Promise<number> {
  const streams = { stdin, write: (chunk: Buffer, to: 'stdout' | 'stderr') => writer.write(chunk, to) };
  const request = { app: git.app, actor, protocol, streams, signal };
  return git.service === 'receive-pack' ? rack.pushes.push(request) : rack.pushes.upload(request, { stateless: false });
}

/** What a line begins with, for the log: what follows may hold secrets (`env set my-app NAME=VALUE`). */
function nameIn(line: string): string {
  return /^[a-z-]+( [a-z]+(?= ))?/.exec(line)?.[0] ?? 'a session';
}

function lineTooLong(): Failure {
  return new Failure('bad_usage', `The command has more than ${LONGEST_LINE} bytes.`, {
    hint: 'Give long values on standard input, as in: ssh rack env set my-app NAME=- < file',
  });
}

function failureText(error: unknown): string {
  if (!(error instanceof Failure)) return ' !     Something went wrong inside the rack; its log says what.\n';
  const lines = error.message.split('\n').map((line) => ` !     ${line}`);
  return `${[...lines, ...(error.hint ? [`       ${error.hint}`] : [])].join('\n')}\n`;
}

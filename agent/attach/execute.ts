import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stream } from '../../wire/attach/stream.ts';
import type { Control, Execute } from '../../wire/attach/wish.ts';
import type { Execution } from '../docker/execution.ts';
import { plain, unframed } from '../docker/frames.ts';
import type { RunningContainers } from '../docker/running.ts';

/** Milliseconds that a command has to end by itself when its client is gone. */
const GRACE = 5000;

/** How Docker begins, in the place of the command's output, what it says of one that it could not start. */
const REFUSAL = Buffer.from('OCI runtime exec failed: ');

/** Exit codes of shells. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

/** Ctrl-D, where nobody has told the terminal otherwise. */
const END_OF_TRANSMISSION = '\x04';

/** Runs a command for a client; answers its exit code. When the client goes, the command is told so, and then killed. */
export async function execute(containers: RunningContainers, wish: Execute, stream: Stream): Promise<number> {
  try {
    const execution = await containers.execute(wish.task, wish);
    return await attend(execution, wish, stream);
  } finally {
    if (wish.endsContainer) await containers.end(wish.task);
  }
}

// Private

async function attend(execution: Execution, { terminal }: Execute, stream: Stream): Promise<number> {
  const { bytes } = execution;
  const ended = new AbortController();
  bytes.on('error', () => {});
  const steer = inTurn((control: Control) => follow(execution, control));
  stream.onControl = steer;
  // What is typed finds a terminal that has its size.
  const sized = terminal && steer({ resize: terminal });
  const given = Promise.resolve(sized).then(() => stream.receive((chunk) => write(bytes, chunk)));
  void given.then(() => endInput(bytes, terminal !== undefined));
  const left = () => void endWithoutClient(execution, terminal !== undefined, ended.signal);
  stream.gone.addEventListener('abort', left, { once: true });
  if (stream.gone.aborted) left();
  let refusal = '';
  for await (const { bytes: chunk, part } of terminal ? plain(bytes) : unframed(bytes)) {
    if (refusal || chunk.subarray(0, REFUSAL.length).equals(REFUSAL)) refusal += chunk;
    else await stream.send(chunk, part);
  }
  const code = refusal ? await tellRefusal(refusal, stream) : await execution.exitCode();
  ended.abort();
  stream.gone.removeEventListener('abort', left);
  bytes.destroy();
  return code;
}

/** Says in a shell's words why Docker did not start the command; the exit code that a shell would give. */
async function tellRefusal(refusal: string, stream: Stream): Promise<number> {
  const [, program = 'the command', why = refusal] = /exec: "(.+?)": (.+?)(: unknown)?\s*$/s.exec(refusal) ?? [];
  await stream.send(Buffer.from(`rack: ${program}: ${why.trim()}\n`), 'err');
  return /not found|no such file/.test(why) ? NOT_FOUND : NOT_EXECUTABLE;
}

/** Does one after the other, in order; resolves when it is done. */
function inTurn<T>(work: (item: T) => Promise<void>): (item: T) => Promise<void> {
  let tail = Promise.resolve();
  return (item) => {
    tail = tail.then(() => work(item)).catch(() => {});
    return tail;
  };
}

async function follow(execution: Execution, control: Control): Promise<void> {
  if ('resize' in control) await execution.resize(control.resize);
  else if ('signal' in control) await execution.signal(control.signal);
}

/** Resolves when Docker has taken the bytes; what a command that has ended does not read is for nobody. */
async function write(to: Duplex, chunk: Buffer): Promise<void> {
  if (to.destroyed || to.writableEnded || to.write(chunk)) return;
  const done = new AbortController();
  await Promise.race(['drain', 'close', 'error'].map((event) => once(to, event, { signal: done.signal }))).catch(
    () => {},
  );
  done.abort();
}

/** The end of the input; a terminal is told so by a character, for Docker would close its output too. */
function endInput(to: Duplex, hasTerminal: boolean): void {
  if (!hasTerminal) to.end();
  else if (!to.destroyed && !to.writableEnded) to.write(END_OF_TRANSMISSION);
}

/** As when a terminal is closed, or a pipe's reader is gone. */
async function endWithoutClient(execution: Execution, hasTerminal: boolean, ended: AbortSignal): Promise<void> {
  const send = (name: string) => execution.signal(name).catch(() => {});
  await send(hasTerminal ? 'HUP' : 'TERM');
  await sleep(GRACE, undefined, { signal: ended }).catch(() => {});
  if (!ended.aborted) await send('KILL');
}

import type { Readable } from 'node:stream';
import type { Call } from '../../wire/attach/link.ts';
import type { Stream } from '../../wire/attach/stream.ts';
import type { AttachIo } from './attachments.ts';

/** A command that an agent runs, and how it is told that nobody waits for it any more. */
export interface RunningCommand {
  call: Call;
  cancel(): void;
}

/** Carries a command's bytes, sizes and signals between its client and its agent; answers the exit code. */
export async function attend({ call, cancel }: RunningCommand, io: AttachIo, signal: AbortSignal): Promise<number> {
  const { stream, answer } = call;
  io.onResize?.((size) => stream.tell({ resize: size }));
  io.onSignal?.((name) => stream.tell({ signal: name }));
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  void feed(io.stdin, stream).catch(() => stream.end());
  try {
    await stream.receive((bytes, part) => (part === 'err' ? io.stderr(bytes) : io.stdout(bytes)));
    const code = await answer;
    signal.throwIfAborted();
    return code as number;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** Sends all of a stream, at the pace of who reads it. */
export async function feed(from: Readable, to: Stream): Promise<void> {
  for await (const chunk of from as AsyncIterable<Buffer>) {
    if (to.gone.aborted) return;
    await to.send(chunk, 'in');
  }
  to.end();
}

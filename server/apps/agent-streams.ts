import { Duplex, PassThrough, type Readable } from 'node:stream';
import type { Failure } from '../../lib/failure.ts';
import type { RunningCommand } from './attended-command.ts';

/** What an agent sends, as a stream; rejects when it refuses before the first byte. Who destroys it wants no more. */
export async function readableOf({ call, cancel }: RunningCommand): Promise<Readable> {
  const readable = new PassThrough();
  readable.once('close', cancel);
  const first = new Promise<void>((resolve) => readable.once('readable', resolve));
  const end = call.stream
    .receive((bytes) => put(readable, bytes))
    .then(() => call.answer)
    .then(
      () => readable.end(),
      (error: Failure) => void readable.destroy(error),
    );
  readable.on('error', () => {});
  await Promise.race([first, call.answer, end]);
  return readable;
}

/** A connection that an agent has opened, as a stream; rejects when it could not be opened. */
export async function connectionOf({ call, cancel }: RunningCommand): Promise<Duplex> {
  const { stream, answer } = call;
  const connected = new Promise<void>((resolve) => {
    stream.onControl = () => resolve();
  });
  await Promise.race([connected, answer]);
  let taken = () => {};
  const duplex = new Duplex({
    read: () => taken(),
    write: (chunk, _, done) => void stream.send(chunk, 'in').then(() => done()),
    final: (done) => {
      stream.end();
      done();
    },
    destroy: (error, done) => {
      cancel();
      taken();
      done(error);
    },
  });
  const push = (bytes: Buffer) =>
    new Promise<void>((resolve) => {
      taken = resolve;
      if (duplex.destroyed || duplex.push(bytes)) resolve();
    });
  void stream.receive(push).then(() => duplex.push(null));
  answer.catch((error) => duplex.destroy(error));
  return duplex;
}

// Private

function put(to: PassThrough, bytes: Buffer): Promise<void> {
  if (to.destroyed || to.write(bytes)) return Promise.resolve();
  return new Promise((resolve) => {
    for (const event of ['drain', 'close']) to.once(event, () => resolve());
  });
}

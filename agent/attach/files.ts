import { PassThrough } from 'node:stream';
import type { Stream } from '../../wire/attach/stream.ts';
import type { ReadFiles, WriteFiles } from '../../wire/attach/wish.ts';
import type { RunningContainers } from '../docker/running.ts';

/** Sends files of a container. */
export async function readFiles(containers: RunningContainers, wish: ReadFiles, stream: Stream): Promise<void> {
  const archive = await containers.readFiles(wish.task, wish.path);
  stream.gone.addEventListener('abort', () => archive.destroy(), { once: true });
  for await (const chunk of archive as AsyncIterable<Buffer>) await stream.send(chunk, 'out');
}

/** Takes files into a container. An archive that breaks off is not unpacked to its end as if it were whole. */
export async function writeFiles(containers: RunningContainers, wish: WriteFiles, stream: Stream): Promise<void> {
  const archive = new PassThrough();
  const written = containers.writeFiles(wish.task, wish.path, archive);
  // The engine may refuse before it has read all.
  const refused = new Promise<void>((resolve) => void written.catch(() => resolve()));
  const fed = stream
    .receive((chunk) => Promise.race([put(archive, chunk), refused]))
    .then(() => {
      if (stream.gone.aborted) archive.destroy(new Error('The archive broke off.'));
      else archive.end();
    });
  await Promise.all([written, fed]);
}

// Private

function put(to: PassThrough, chunk: Buffer): Promise<void> {
  return to.write(chunk) ? Promise.resolve() : new Promise((resolve) => to.once('drain', resolve));
}

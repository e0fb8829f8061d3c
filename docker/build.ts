import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { messageOf } from '../lib/failure.ts';
import { lines } from '../lib/lines.ts';
import { buildFailure } from './build-failure.ts';
import { BuildProgress } from './progress.ts';
import { BuildSession } from './session.ts';
import type { Warden } from './warden.ts';

export interface BuildJob {
  /** The build context as a tar stream, with a Dockerfile in it. */
  context: Readable;
  /** Its path in the context; `Dockerfile` unless told. */
  dockerfile?: string | undefined;
  /** The stage that becomes the image; the last one unless told. */
  target?: string | undefined;
  tag: string;
  /** Whether to leave out what the engine has in its cache. */
  anew?: boolean;
  /** The values of the Dockerfile's ARGs. */
  args?: Readonly<Record<string, string>>;
  /** What RUN --mount=type=secret,id=… gets, by id: in no layer and no history. Without any, such a line fails. */
  secrets?: ReadonlyMap<string, Buffer>;
  labels: Record<string, string>;
  /** Holds its steps to limits; without one they may take all that the machine has. */
  warden?: Pick<Warden, 'mark' | 'memory' | 'over'> | undefined;
  /** Told every line of progress. */
  say: (line: string) => void;
  /** Told, at its end, the images that it was built on: in full, with a digest where a registry told one. */
  builtOn?: (images: readonly string[]) => void;
  /** Cancels the build: the request is torn down, at which BuildKit stops. */
  signal: AbortSignal;
}

/**
 * Builds an image with BuildKit through the Docker API and answers its id. Throws a `Failure` whose sentence names the step
 * and why it failed; see `buildFailure`.
 */
export async function buildImage(docker: Docker, job: BuildJob): Promise<string> {
  job.signal.throwIfAborted();
  const build = () => built(docker, job);
  return job.warden ? job.warden.over(build) : build();
}

/** The context of a build out of a few files in memory and, after them, the entries of another archive. */
export function contextOf(entries: readonly Buffer[], archive?: AsyncIterable<Buffer>): Readable {
  return Readable.from(chunks(entries, archive), { objectMode: false });
}

// Private

async function built(docker: Docker, job: BuildJob): Promise<string> {
  const progress = new BuildProgress(job.say);
  const signal = AbortSignal.any([job.signal, broken(job.context)]);
  const session = job.secrets && (await BuildSession.open(docker, job.secrets));
  try {
    const response = await dial(docker, { ...job, signal }, session?.id);
    for await (const line of lines(response)) if (line) progress.take(JSON.parse(line));
  } catch (error) {
    signal.throwIfAborted();
    progress.broke ??= { error: messageOf(error), lines: [] };
  } finally {
    session?.close();
    job.context.destroy();
  }
  signal.throwIfAborted();
  if (progress.broke === undefined && progress.imageId !== undefined) {
    job.builtOn?.([...progress.bases]);
    return progress.imageId;
  }
  const broke = progress.broke ?? { error: 'The engine ended the build without an image.', lines: [] };
  throw buildFailure(broke, { dockerfile: job.dockerfile ?? 'Dockerfile', memory: job.warden?.memory });
}

/** Aborts, with the reason, when a context cannot be read to its end: the engine would wait for it for ever. */
function broken(context: Readable): AbortSignal {
  const controller = new AbortController();
  context.once('error', (error) => controller.abort(error));
  return controller.signal;
}

/**
 * The engine's build request. dockerode's own buildImage opens a BuildKit session for registry passwords first, whose end
 * it misses when a build is cancelled; these builds take their context from the request and need one for secrets only.
 */
function dial(docker: Docker, { context, signal, ...job }: BuildJob, session: string | undefined): Promise<Readable> {
  const query = { ...queryOf(job), ...(session !== undefined && { session }) };
  return new Promise((resolve, reject) => {
    const request = {
      path: '/build?',
      options: query,
      method: 'POST',
      file: context,
      abortSignal: signal,
      isStream: true,
      statusCodes: { 200: true, 500: 'server error' },
    };
    docker.modem.dial(request, (error: unknown, answer: unknown) =>
      error ? reject(error) : resolve(answer as Readable),
    );
  });
}

function queryOf({ tag, dockerfile, target, anew, args = {}, labels, warden }: Omit<BuildJob, 'context' | 'signal'>) {
  const named = { t: tag, labels: JSON.stringify(labels), buildargs: JSON.stringify(args) };
  const which = { ...(dockerfile !== undefined && { dockerfile }), ...(target !== undefined && { target }) };
  const marked = warden && { extrahosts: `${warden.mark}:127.0.0.1` };
  return { version: '2', ...named, ...which, ...marked, ...(anew && { nocache: '1' }), rm: '1', forcerm: '1' };
}

async function* chunks(entries: readonly Buffer[], archive: AsyncIterable<Buffer> | undefined): AsyncGenerator<Buffer> {
  yield* entries;
  if (archive) yield* archive;
}

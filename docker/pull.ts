import type Docker from 'dockerode';
import { Failure, messageOf } from '../lib/failure.ts';
import { lines } from '../lib/lines.ts';
import type { EngineRecord } from './progress.ts';
import type { Credentials } from './push.ts';

export interface PullJob {
  /** The image, with its registry, tag or digest. */
  name: string;
  /** Of its registry; without them it must be open to all. */
  credentials?: Credentials | undefined;
  /** Told what the engine says of the whole image, not of each layer. */
  say: (line: string) => void;
  /** Cancels the pull. */
  signal: AbortSignal;
}

/** Has the engine pull an image. Throws a `Failure` `pull_failed` that ends in the registry's reason. */
export async function pullImage(docker: Docker, { name, credentials, say, signal }: PullJob): Promise<void> {
  const authconfig = credentials && { ...credentials, serveraddress: name.split('/')[0]! };
  try {
    const answer = await docker.pull(name, { abortSignal: signal, ...(authconfig && { authconfig }) });
    await follow(answer as AsyncIterable<Buffer>, say);
  } catch (error) {
    signal.throwIfAborted();
    throw new Failure('pull_failed', reasonOf(error), { cause: error });
  }
  signal.throwIfAborted();
}

/** What the engine says in an error, without the client's preface to it. */
export function reasonOf(error: unknown): string {
  return messageOf(error)
    .replace(/^\(HTTP code \d+\) [^-]* - /, '')
    .trim();
}

// Private

async function follow(answer: AsyncIterable<Buffer>, say: (line: string) => void): Promise<void> {
  for await (const line of lines(answer)) {
    const record: EngineRecord & { status?: string } = line ? JSON.parse(line) : {};
    if (record.error) throw new Error(record.error);
    // Layers have an id of twelve digits; what concerns the whole image has its tag there, or nothing.
    if (record.status && !/^[0-9a-f]{12}$/.test(record.id ?? '')) say(record.status);
  }
}

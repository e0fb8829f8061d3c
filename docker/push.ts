import type Docker from 'dockerode';
import { Failure } from '../lib/failure.ts';
import { lines } from '../lib/lines.ts';
import type { EngineRecord } from './progress.ts';

/** The name and password of a registry. */
export interface Credentials {
  username: string;
  password: string;
}

export interface Pushed {
  /** `repository@sha256:…` */
  reference: string;
  /** Bytes that had to be sent: layers which the registry had are not counted. */
  sent: number;
}

/** Pushes an image of the engine to a repository under a tag; answers its name by digest. */
export async function pushImage(
  docker: Docker,
  job: { image: string; repository: string; tag: string; credentials: Credentials; signal: AbortSignal },
): Promise<Pushed> {
  await docker.getImage(job.image).tag({ repo: job.repository, tag: job.tag });
  const image = docker.getImage(`${job.repository}:${job.tag}`);
  const authconfig = { ...job.credentials, serveraddress: job.repository.split('/')[0]! };
  const answer = await image.push({ tag: job.tag, authconfig, abortSignal: job.signal });
  const pushed = await follow(answer as AsyncIterable<Buffer>);
  job.signal.throwIfAborted();
  return { reference: `${job.repository}@${pushed.digest}`, sent: pushed.sent };
}

// Private

interface PushRecord extends EngineRecord {
  progressDetail?: { current?: number; total?: number };
}

async function follow(answer: AsyncIterable<Buffer>): Promise<{ digest: string; sent: number }> {
  const layers = new Map<string, number>();
  let digest: string | undefined;
  for await (const line of lines(answer)) {
    const record: PushRecord = line ? JSON.parse(line) : {};
    if (record.error) throw pushFailed(record.error);
    if (record.id && record.progressDetail?.current) layers.set(record.id, record.progressDetail.current);
    digest = (record.aux as { Digest?: string } | undefined)?.Digest ?? digest;
  }
  if (digest === undefined) throw pushFailed('the engine named no digest');
  return { digest, sent: [...layers.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

function pushFailed(reason: string): Failure {
  return new Failure('push_failed', `The image could not be stored: ${reason}`, { hint: 'Push again.', blame: 'rack' });
}

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { askHealth } from '../lib/health.ts';
import type { Config } from './config.ts';

/** Milliseconds in which the endpoint must answer one question. */
const ANSWER_WITHIN = 3000;

/** How the AWS SDK reaches the rack's endpoint. */
export function clientOptions(config: Config) {
  return {
    endpoint: endpointUrl(config),
    region: config.region,
    credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey },
    maxAttempts: 1,
  };
}

export function endpointUrl(config: Config): string {
  return `http://127.0.0.1:${config.ports.aws}`;
}

/** Why the endpoint refuses this rack's keys or does not answer at all; undefined when all is well. */
export async function askEndpoint(config: Config): Promise<string | undefined> {
  const sts = new STSClient(clientOptions(config));
  try {
    await sts.send(new GetCallerIdentityCommand({}), { abortSignal: AbortSignal.timeout(ANSWER_WITHIN) });
    return undefined;
  } catch (error) {
    return sentenceOf(error as Error & { code?: string });
  } finally {
    sts.destroy();
  }
}

/** True when `GET /health` on this port of 127.0.0.1 answers 200. */
export function healthAnswers(port: number, options: { isTls?: boolean } = {}): Promise<boolean> {
  return askHealth(port, options).then(
    () => true,
    () => false,
  );
}

/** True when the server of this rack is up. */
export function serverAnswers({ ports, tls }: Config): Promise<boolean> {
  return healthAnswers(ports.http, { isTls: tls !== undefined });
}

// Private

/** The name tells AWS's error code; a refused connection has its code and no message. */
function sentenceOf({ name, message, code }: Error & { code?: string }): string {
  return code ? `does not answer (${code})` : `${name}: ${message}`;
}

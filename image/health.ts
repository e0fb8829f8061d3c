import { messageOf } from '../lib/failure.ts';

/** Milliseconds in which the program must answer. */
const ANSWER_WITHIN = 2000;

/** Asks the program that runs in this container how it is; rejects with a sentence when it is not well. */
export async function askHealth({ RACK_HTTP_PORT, RACK_AGENT_HTTP_PORT }: NodeJS.ProcessEnv): Promise<void> {
  const port = RACK_AGENT_HTTP_PORT ?? RACK_HTTP_PORT ?? '5443';
  const url = `http://127.0.0.1:${port}/health`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN) }).catch((cause) => {
    throw new Error(`${url} does not answer: ${messageOf(cause.cause ?? cause)}`);
  });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
}

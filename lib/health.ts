import { get as getPlain, type RequestOptions } from 'node:http';
import { get as getTls } from 'node:https';
import { messageOf } from './failure.ts';

/** Milliseconds in which a program must answer how it is. */
const ANSWER_WITHIN = 3000;

/**
 * Asks a program of this machine how it is: `GET /health` on a port of 127.0.0.1. Rejects with a sentence unless it answers
 * 200. Whose certificate it shows does not matter here: it is made for other names than 127.0.0.1.
 */
export async function askHealth(port: number, { isTls = false } = {}): Promise<void> {
  const url = `${isTls ? 'https' : 'http'}://127.0.0.1:${port}/health`;
  const { status, text } = await ask(url, isTls).catch((cause) => {
    throw new Error(`${url} does not answer: ${messageOf(cause)}`);
  });
  if (status !== 200) throw new Error(`${url} answers ${status}: ${text}`);
}

// Private

function ask(url: string, isTls: boolean): Promise<{ status: number | undefined; text: string }> {
  const options: RequestOptions = { signal: AbortSignal.timeout(ANSWER_WITHIN), agent: false };
  return new Promise((resolve, reject) => {
    const request = isTls ? getTls(url, { ...options, rejectUnauthorized: false }) : getPlain(url, options);
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, text })).on('error', reject);
    });
  });
}

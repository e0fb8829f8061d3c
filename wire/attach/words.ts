import { type EventEmitter, once } from 'node:events';

/** What server and agent say to each other before the first frame; JSON. */
export interface Words {
  nonce?: unknown;
  proof?: unknown;
  ready?: unknown;
}

/** The next words over a WebSocket; rejects with its error, when it is closed, and when the signal aborts. */
export async function nextWords(socket: EventEmitter, signal: AbortSignal): Promise<Words> {
  const heard = new AbortController();
  const either = { signal: AbortSignal.any([signal, heard.signal]) };
  const closed = once(socket, 'close', either).then(([code]) => {
    throw new Error(`the other side closed the connection (${code})`);
  });
  const message = once(socket, 'message', either).then(([data]) => readWords(data as Buffer));
  for (const each of [closed, message]) each.catch(() => {});
  try {
    return await Promise.race([message, closed]);
  } finally {
    heard.abort();
  }
}

// Private

function readWords(message: Buffer): Words {
  const words = JSON.parse(message.toString());
  if (typeof words === 'object' && words !== null) return words;
  throw new Error('the other side speaks otherwise');
}

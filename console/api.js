/** What the rack refused: what happened, how to go on, and a word for programs. */
export class Refusal extends Error {
  /** @param {number} status @param {{ error?: string, hint?: string, code?: string }} said */
  constructor(status, { error = `The rack answered with ${status}.`, hint, code = '' }) {
    super(plain(error));
    this.status = status;
    this.hint = hint && plain(hint);
    this.code = code;
  }
}

/**
 * Asks the API, and answers the value that it does.
 * @param {string} method
 * @param {string} path
 * @param {{ body?: object, signal?: AbortSignal }} [options]
 * @returns {Promise<any>}
 */
export async function ask(method, path, { body, signal } = {}) {
  const type = body && { 'content-type': 'application/json' };
  const answer = await send(path, {
    method,
    headers: { ...HEADERS, accept: 'application/json', ...type },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  return answer.json();
}

/** @param {string} path @param {AbortSignal} [signal] */
export const get = (path, signal) => ask('GET', path, signal ? { signal } : {});

/**
 * The lines of an answer that goes on, as they come, those at once together.
 * @param {string} path
 * @param {{ accept: string, signal: AbortSignal }} options
 * @returns {AsyncGenerator<string[]>}
 */
export async function* stream(path, { accept, signal }) {
  const answer = await send(path, { headers: { ...HEADERS, accept }, signal });
  const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
    if (done) return;
  }
}

// Private

/** No page of elsewhere can send it. */
const HEADERS = { 'x-rack-console': '1' };

/** @param {string} path @param {RequestInit} request */
async function send(path, request) {
  const answer = await fetch(path, { ...request, credentials: 'same-origin', cache: 'no-store' }).catch((error) => {
    if (error.name === 'AbortError') throw error;
    throw new Refusal(0, { error: 'The rack does not answer.', hint: 'It may be restarting; this page tries again.' });
  });
  if (answer.ok) return answer;
  throw new Refusal(answer.status, await answer.json().catch(() => ({})));
}

/** The API writes a sign that some clients take for a format in another way. @param {string} text */
const plain = (text) => text.replace(/％/g, '%');

import { WebSocket } from 'ws';

/** What was said in a socket up to its end. */
export interface Talk {
  /** All text, in one. */
  text: string;
  /** Each frame of text as it came. */
  frames: string[];
  /** Whether its end was told by a binary frame, as the stock client expects it. */
  hasEnd: boolean;
  code: number;
}

/** Talks as the stock client does: sends, tells its own end, and reads to the other one. */
export function talk(
  url: string,
  headers: Record<string, string>,
  input: readonly (Buffer | string)[] = [],
): Promise<Talk> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers, perMessageDeflate: false, skipUTF8Validation: true });
    const frames: string[] = [];
    let hasEnd = false;
    socket.on('error', reject);
    socket.on('open', () => {
      for (const chunk of input) socket.send(chunk, { binary: false });
      if (input.length > 0) socket.send(Buffer.alloc(0), { binary: true });
    });
    socket.on('message', (data, isBinary) => {
      if (isBinary) hasEnd = true;
      else frames.push(data.toString());
    });
    socket.on('close', (code) => resolve({ text: frames.join(''), frames, hasEnd, code }));
  });
}

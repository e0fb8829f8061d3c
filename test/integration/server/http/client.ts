import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { ANY } from '../clone.ts';
import type { TestRack } from '../rack.ts';

/** What curl got. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Asks with the stock curl; interim answers (100) are in `interim`. */
export async function curl(...args: string[]): Promise<Answer & { code: number; interim: number[] }> {
  const asked = ['curl', '-sS', '-i', '--max-time', '20', ...args];
  const { code, stdout, stderr } = await run(asked, { ok: ANY, timeout: 30_000 });
  const blocks = stdout.split(/(?=^HTTP\/1\.\d \d{3})/m).filter((block) => block.startsWith('HTTP/'));
  const answers = blocks.map(parse);
  const last = answers.at(-1) ?? { status: 0, headers: {}, text: stderr };
  return { ...last, code, interim: answers.slice(0, -1).map(({ status }) => status) };
}

/** A connection on which a test writes what it likes. */
export class RawClient {
  readonly socket: Socket;
  private text = '';

  /** What came so far. */
  get received(): string {
    return this.text;
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      this.text += chunk;
    });
    socket.on('error', () => {});
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  write(text: string | Buffer): this {
    this.socket.write(text);
    return this;
  }

  /** Resolves when these words have come. */
  until(words: string): Promise<boolean> {
    return poll(async () => this.text.includes(words) || undefined);
  }

  /** All that came until the server closed the connection. */
  async closed(): Promise<Answer> {
    if (!this.socket.closed) await new Promise((resolve) => this.socket.once('close', resolve));
    return parse(this.text);
  }
}

/** What `Authorization` says for a token. */
export function basic(token: string): string {
  return `Authorization: Basic ${Buffer.from(`git:${token}`).toString('base64')}`;
}

/** The command lines of the git processes that serve this rack's repositories. */
export async function gitsOf(rack: TestRack): Promise<string[]> {
  const { stdout } = await run(['ps', '-eo', 'args=']);
  return stdout.split('\n').filter((line) => line.includes(join(rack.folder, 'repos')) && line.includes('-pack'));
}

// Private

function parse(block: string): Answer {
  const [head = '', ...rest] = block.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const pairs = lines.map((line) => /^([^:]+):\s*(.*)$/.exec(line)).filter((match) => match !== null);
  const headers = Object.fromEntries(pairs.map(([, name, value]) => [(name as string).toLowerCase(), value as string]));
  return { status: Number(/^HTTP\/1\.\d (\d{3})/.exec(first)?.[1] ?? 0), headers, text: rest.join('\r\n\r\n') };
}

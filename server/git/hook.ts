import type { Duplex, Writable } from 'node:stream';
import { LineSplitter } from '../../lib/lines.ts';

/** A ref that a push moves; the id of all zeros stands for "no ref". */
export interface RefUpdate {
  old: string;
  new: string;
  ref: string;
}

/** What the pre-receive hook asks the server. */
export interface HookRequest {
  /** Where git keeps the new objects until the verdict; undefined when the push brings none. */
  quarantine: string | undefined;
  refs: RefUpdate[];
}

/** The server's end of one run of `hooks/pre-receive`. */
export class HookConversation {
  /** True from the verdict on: git goes on by itself, and must not be disturbed. */
  decided = false;
  private readonly text: Duplex;
  private readonly verdict: Writable;

  constructor({ conversation, verdict }: { conversation: Duplex; verdict: Writable }) {
    this.text = conversation;
    this.verdict = verdict;
  }

  /** The hook's request; undefined when git ends without running the hook (nothing to do, or a broken pack). */
  async request(): Promise<HookRequest | undefined> {
    const lines = await readUntilEnd(this.text);
    return lines && parseHookRequest(lines);
  }

  /** Shows the developer a line at once. */
  tell(line: string): void {
    if (!this.decided && this.text.writable) this.text.write(`${line}\n`);
  }

  /** Ends the conversation; git moves the refs, or leaves them. */
  decide(verdict: 'accept' | 'decline'): void {
    if (this.decided) return;
    this.decided = true;
    this.text.end();
    this.verdict.end(`${verdict}\n`);
  }
}

/** Reads the lines that `hooks/pre-receive` writes. */
export function parseHookRequest(lines: readonly string[]): HookRequest {
  const request: HookRequest = { quarantine: undefined, refs: [] };
  for (const line of lines) {
    const [, kind, rest] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'quarantine') request.quarantine = rest || undefined;
    if (kind === 'ref') request.refs.push(parseRef(rest as string));
  }
  return request;
}

// Private

function parseRef(text: string): RefUpdate {
  const [old, fresh, ref] = text.split(' ') as [string, string, string];
  return { old, new: fresh, ref };
}

function readUntilEnd(stream: Duplex): Promise<string[] | undefined> {
  const splitter = new LineSplitter();
  const found: string[] = [];
  // A name may be cut in the middle of a character.
  stream.setEncoding('utf8');
  return new Promise((resolve) => {
    stream.on('data', (chunk: string) => {
      found.push(...splitter.push(chunk));
      if (found.at(-1) === 'end') resolve(found);
    });
    stream.on('close', () => resolve(undefined));
    stream.on('end', () => resolve(undefined));
  });
}

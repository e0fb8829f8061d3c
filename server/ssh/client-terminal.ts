import { constants } from 'node:os';
import type { AttachIo, Terminal } from '../apps/attachments.ts';

/** What a client says of its terminal, in characters; numbers of any size. */
interface Told {
  cols: number;
  rows: number;
  term?: string;
}

/** The most columns and rows that are believed. */
const MOST = 9999;

/** Signals that are kept for a program which has not started yet. */
const MOST_SIGNALS = 16;

/** The terminal of a client's session, if it asked for one, and the signals that the client sends. */
export class ClientTerminal {
  private terminal: Terminal | undefined;
  private onResize: (size: { width: number; height: number }) => void = () => {};
  private onSignal: ((name: string) => void) | undefined;
  private readonly early: string[] = [];

  get exists(): boolean {
    return this.terminal !== undefined;
  }

  begin({ cols, rows, term = '' }: Told): void {
    const name = /^[\w.+-]{1,64}$/.test(term) ? { term } : {};
    this.terminal = { ...name, ...size(cols, rows) };
  }

  resize({ cols, rows }: Told): void {
    if (!this.terminal) return;
    this.terminal = { ...this.terminal, ...size(cols, rows) };
    this.onResize(this.terminal);
  }

  /** Names that no system knows are nothing. */
  signal(name: string): void {
    if (!(`SIG${name}` in constants.signals)) return;
    if (this.onSignal) this.onSignal(name);
    else if (this.early.length < MOST_SIGNALS) this.early.push(name);
  }

  /** What of it a command in a container takes. */
  io(): Pick<AttachIo, 'terminal' | 'onResize' | 'onSignal'> {
    return {
      ...(this.terminal && { terminal: this.terminal }),
      onResize: (listener) => {
        this.onResize = listener;
        // It may have changed while the container started.
        if (this.terminal) listener(this.terminal);
      },
      onSignal: (listener) => {
        this.onSignal = listener;
        for (const name of this.early.splice(0)) listener(name);
      },
    };
  }
}

// Private

function size(cols: number, rows: number): { width: number; height: number } {
  return { width: Math.min(cols || 0, MOST), height: Math.min(rows || 0, MOST) };
}

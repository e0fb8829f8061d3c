import { bringsPack, hasCapability, type PushCommands } from './commands.ts';
import { BAND, FLUSH, pktLine, sideBand } from './pkt-line.ts';
import type { Streams } from './service.ts';

/** What the reports of receive-pack say of a ref that a hook declined. */
const DECLINED = 'pre-receive hook declined';

/**
 * The client of a push while git does not speak to it: before its turn, and when git never gets to see the push. Lines
 * go through the side-band that all clients of today have; one without it is told nothing but the report.
 */
export class PushClient {
  private readonly streams: Streams;
  private readonly commands: PushCommands;
  private readonly isBanded: boolean;
  /** Resolves when all that was said is on its way. */
  private said: Promise<void> = Promise.resolve();

  constructor(streams: Streams, commands: PushCommands) {
    this.streams = streams;
    this.commands = commands;
    this.isBanded = hasCapability(commands, 'side-band-64k');
  }

  /** Shows the developer a line, as `remote: …`. */
  tell(line: string): void {
    if (this.isBanded) void this.write(sideBand(BAND.progress, `${line}\n`));
  }

  /** Resolves when git may go on speaking to the client. */
  async done(): Promise<void> {
    await this.said;
  }

  /** Takes and drops the pack, so that the client comes to read its report; gives up after `stall` milliseconds without a byte. */
  async drain(stall: number, signal: AbortSignal): Promise<void> {
    const { stdin } = this.streams;
    if (!bringsPack(this.commands) || stdin.readableEnded || stdin.destroyed || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, stall);
      const refresh = () => void timer.refresh();
      const done = () => {
        clearTimeout(timer);
        stdin.off('data', refresh).off('end', done).off('close', done).off('error', done);
        resolve();
      };
      stdin.on('data', refresh).on('end', done).on('close', done).on('error', done);
      signal.addEventListener('abort', done, { once: true });
      stdin.resume();
    });
  }

  /** Reports all refs as declined, in the bytes in which git reports what a hook declined. */
  async decline(): Promise<void> {
    if (!hasCapability(this.commands, 'report-status') && !hasCapability(this.commands, 'report-status-v2')) return;
    const lines = this.commands.updates.map(({ ref }) => pktLine(`ng ${ref} ${DECLINED}\n`));
    const report = Buffer.concat([pktLine('unpack ok\n'), ...lines, FLUSH]);
    const bytes = this.isBanded ? Buffer.concat([sideBand(BAND.data, report), FLUSH]) : report;
    await this.write(bytes);
  }

  /** Ends the push with these lines, the last of which makes git end too. */
  async fail(lines: readonly string[]): Promise<void> {
    for (const line of lines.slice(0, -1)) this.tell(line);
    if (this.isBanded) await this.write(sideBand(BAND.fatal, `${lines.at(-1)}\n`));
  }

  // Private

  /** One after the other: a door may take a while for the first bytes of its answer. */
  private write(bytes: Buffer): Promise<void> {
    this.said = this.said.then(() => this.streams.write(bytes, 'stdout'));
    return this.said;
  }
}

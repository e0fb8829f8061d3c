import { setTimeout as sleep } from 'node:timers/promises';
import { Rack, type Test } from '../stories/rack.ts';
import { Journal } from './journal.ts';
import { LogStream } from './log-stream.ts';
import { type Door, Reader, type ReadLine, readKept } from './reader.ts';
import { SshReader } from './ssh-reader.ts';
import { Writers } from './writers.ts';

export type Program = 'agent' | 'server' | 'local';

/** Milliseconds that a killed program stays away at most, besides what it takes to start. */
const AWAY = 600;

/** A rack whose lines are counted, with all that is done to it on the way. */
export class CountedRack {
  readonly rack: Rack;
  readonly writers: Writers;
  readonly stream: LogStream;
  readonly journal: Journal;
  private readonly token: string;
  private readonly t: Test;
  private made = 0;

  private constructor(t: Test, rack: Rack, token: string, journal: Journal) {
    this.t = t;
    this.rack = rack;
    this.token = token;
    this.journal = journal;
    this.writers = new Writers(rack.name);
    this.stream = new LogStream(rack.status.aws, journal);
  }

  static async start(t: Test, journal = new Journal()): Promise<CountedRack> {
    const rack = await Rack.start(t);
    const token = (await rack.ssh('tokens create counting')).stdout.trim();
    const counted = new CountedRack(t, rack, token, journal);
    t.teardown(() => counted.stream.close());
    t.teardown(() => counted.writers.remove());
    return counted;
  }

  /** So many new apps that nothing runs of. */
  async apps(count: number): Promise<string[]> {
    const names = Array.from({ length: count }, (_, at) => `counted-${this.made + at}`);
    this.made += count;
    for (const name of names) {
      const { code, stderr } = await this.rack.ssh(`create ${name}`);
      if (code !== 0) throw new Error(stderr);
    }
    return names;
  }

  /** Where the API tells an app's log. */
  door(app: string): Door {
    return { url: `${this.rack.status.api}/apps/${app}/logs`, token: this.token };
  }

  /** Follows an app's log over the API from its first line. */
  follow(app: string, take: (line: ReadLine) => void): Reader {
    const reader = new Reader(this.door(app), take);
    this.t.teardown(() => reader.stop());
    return reader;
  }

  /** Follows an app's log by the stock ssh client, as users do. */
  ssh(app: string, take: (message: string, time: string) => void): SshReader {
    const reader = new SshReader(this.rack.status.ssh.config, app, take);
    this.t.teardown(() => reader.stop());
    return reader;
  }

  /** All that is kept of an app, line by line. */
  history(app: string, take: (line: ReadLine) => void): Promise<void> {
    return readKept(this.door(app), take);
  }

  /** `kill -9`, and after a moment a start, as often as this, at moments that the seed decides. */
  async kills(program: Program, times: number, random: () => number): Promise<void> {
    for (let time = 1; time <= times; time++) {
      await sleep(random() * 2 * AWAY);
      this.rack.kill(program);
      this.journal.note(`kill -9 ${program}, ${time} of ${times}`);
      await sleep(random() * AWAY);
      await this.rack.up();
      this.journal.note(`${program} is up again`);
    }
  }
}

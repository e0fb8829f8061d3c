import { setTimeout as sleep } from 'node:timers/promises';
import { ANSWER_TIME, type Attacker, type Outcome } from './attack.ts';
import type { Besieged } from './besieged.ts';
import type { Random } from './random.ts';
import { MESSAGE, message, RawSsh } from './raw-ssh.ts';
import { INSIDERS, STRANGERS } from './ssh-requests.ts';

/** Requests over one connection of a developer, until another one is made. */
const REQUESTS_A_CONNECTION = 40;

/** Milliseconds that a client waits for an answer where it may not get one. */
const GLANCE = 50;

/** Attacks the SSH door: as a stranger, and as developers who may do little. */
export class SshAttacker implements Attacker {
  private readonly besieged: Besieged;
  private insider: RawSsh | undefined;
  private used = 0;

  constructor(besieged: Besieged) {
    this.besieged = besieged;
  }

  async attack(random: Random): Promise<Outcome> {
    if (random.chance(0.3)) return this.asStranger(random);
    return this.asInsider(random);
  }

  end(): void {
    this.insider?.end();
  }

  // Private

  /** Whatever strangers send, they are not let in. */
  private async asStranger(random: Random): Promise<Outcome> {
    const kind = random.pick(Object.keys(STRANGERS));
    const client = new RawSsh(this.besieged.started.sshPort, random.address());
    const record = recordOf(client);
    let isIn = false;
    client.on('success', () => {
      isIn = true;
    });
    await STRANGERS[kind]?.(client, random, this.besieged);
    await Promise.race([client.closed, sleep(random.chance(0.05) ? 2_000 : GLANCE)]);
    client.end();
    return { kind, sent: record.sent(), answer: record.answer(), wrong: isIn ? 'a stranger was let in' : undefined };
  }

  private async asInsider(random: Random): Promise<Outcome> {
    const kind = random.pick(Object.keys(INSIDERS));
    const { client, channel } = await this.session(random);
    if (channel === undefined) return { kind, sent: 'a session', answer: '', wrong: 'no session was opened' };
    const record = recordOf(client);
    const closed = new Promise<'closed'>((resolve) => client.once('close', () => resolve('closed')));
    INSIDERS[kind]?.(client, channel, random, this.besieged);
    const mayGetNoAnswer = kind.startsWith('odd') || kind.startsWith('global');
    const late = sleep(mayGetNoAnswer ? GLANCE : ANSWER_TIME, 'late' as const);
    const how = await Promise.race([closed, client.closed.then(() => 'gone' as const), late]);
    client.send(message(MESSAGE.CHANNEL_CLOSE, channel));
    const wrong = how === 'late' && !mayGetNoAnswer ? 'no answer' : undefined;
    return { kind, sent: record.sent(), answer: record.answer(), wrong };
  }

  /** A session over the connection at hand, or over another one, when the last request has cost that one. */
  private async session(random: Random, isLast = false): Promise<{ client: RawSsh; channel: number | undefined }> {
    const client = await this.connection(random);
    client.removeAllListeners();
    const id = 1_000_000 + this.used;
    client.openSession({ id });
    // Answers to what the last request has asked may still be on their way.
    const opened = new Promise<number | undefined>((resolve) => {
      client.on('open', (channel, of) => of === id && resolve(channel));
      client.on('refused', (_reason, _sentence, of) => of === id && resolve(undefined));
    });
    const channel = await Promise.race([opened, client.closed.then(() => 'gone' as const)]);
    if (channel !== 'gone') return { client, channel };
    return isLast ? { client, channel: undefined } : this.session(random, true);
  }

  private async connection(random: Random): Promise<RawSsh> {
    if (this.insider && !this.insider.socket.destroyed && this.used++ < REQUESTS_A_CONNECTION) return this.insider;
    this.insider?.end();
    this.used = 0;
    const key = this.besieged.keyFile(random.pick(['eve', 'rita']));
    this.insider = await RawSsh.loggedIn(this.besieged.started.sshPort, key, random.address());
    return this.insider;
  }
}

// Private

/** What goes over a connection from now on, in clear. */
function recordOf(client: RawSsh) {
  const sent: Buffer[] = [];
  const heard: Buffer[] = [];
  client.onSend = (bytes) => sent.push(bytes);
  client.onHear = (bytes) => heard.push(bytes);
  return {
    sent: () => Buffer.concat(sent).subarray(0, 300).toString('latin1'),
    answer: () => Buffer.concat(heard).toString('latin1'),
  };
}

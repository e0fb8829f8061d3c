import { connect } from 'node:net';
import { ANSWER_TIME, type Attacker, type Outcome } from './attack.ts';
import type { Besieged } from './besieged.ts';
import { HTTP_KINDS, type HttpRequest } from './http-requests.ts';
import type { Random } from './random.ts';

/** Attacks the HTTP door, each time over a connection and from an address of its own. */
export class HttpAttacker implements Attacker {
  private readonly besieged: Besieged;

  constructor(besieged: Besieged) {
    this.besieged = besieged;
  }

  async attack(random: Random): Promise<Outcome> {
    const kind = random.pick(Object.keys(HTTP_KINDS));
    const request = HTTP_KINDS[kind]!(random, this.besieged);
    const answer = await this.exchange(random, request);
    const sent = request.bytes.subarray(0, 300).toString('latin1');
    return {
      kind,
      sent,
      answer,
      wrong: answer === undefined ? 'no answer' : this.wrongIn(answer, request),
      ...(answer === undefined && { answer: '' }),
    } as Outcome;
  }

  end(): void {}

  // Private

  /** The answer; undefined when there is none in time. */
  private async exchange(random: Random, { bytes, leaves }: HttpRequest): Promise<string | undefined> {
    const socket = connect({ port: this.besieged.started.httpPort, host: '127.0.0.1', localAddress: random.address() });
    const chunks: Buffer[] = [];
    socket.on('error', () => {}).on('data', (chunk) => chunks.push(chunk));
    socket.write(bytes);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = leaves === undefined;
      socket.destroy();
    }, leaves ?? ANSWER_TIME);
    await new Promise((resolve) => socket.on('close', resolve));
    clearTimeout(timer);
    return isLate ? undefined : Buffer.concat(chunks).toString('latin1');
  }

  private wrongIn(answer: string, { bytes, mayBeGood }: HttpRequest): string | undefined {
    const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
    const trouble = statuses.find((status) => status >= 500 && ![501, 503, 505].includes(status));
    if (trouble) return `answered with ${trouble}`;
    const first = bytes.subarray(0, 60).toString('latin1');
    const isOwn = mayBeGood || /^\w+ \/+(hello(\.git)?\/(info\/refs|git-)|health|auth)/.test(first);
    return statuses.includes(200) && !isOwn && !isGitRefusal(answer) ? 'answered with 200' : undefined;
  }
}

// Private

/** git's own way to refuse is a 200 with an error in it. */
function isGitRefusal(answer: string): boolean {
  return /ERR |unpack |ng refs/.test(answer) || answer.includes('\u0003');
}

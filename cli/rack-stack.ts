import { Failure } from '../lib/failure.ts';
import type { Config } from './config.ts';
import { clientOptions } from './endpoint.ts';
import { type Clients, destroyClients, makeClients } from './install/clients.ts';
import { type Deployed, Installation } from './install/installation.ts';
import type { Values } from './install/parameters.ts';
import { explained } from './install/refusal.ts';

/** Milliseconds in which the rack's stack must settle. Its helper images are built then, on a slow line too. */
const SETTLE_WITHIN = 15 * 60_000;

/** The stacks of this machine's rack: made by the installer's own code, with this machine as the account. */
export class RackStack {
  readonly clients: Clients;
  private readonly rack: string;
  private readonly say: (line: string) => void;

  constructor(config: Config, say: (line: string) => void = () => {}) {
    const { maxAttempts: _, ...account } = clientOptions(config);
    this.clients = makeClients(account);
    this.rack = config.rack;
    this.say = say;
  }

  /** Creates it, or brings it to the template of now, and waits until it is done. */
  ensure(values: Values): Promise<Deployed> {
    return this.settling((installation) => installation.deploy(installation.stack, { template: 'rack', values }));
  }

  /** The registry of the rack's image is there; its repository's URI. */
  ensureRegistry(): Promise<string> {
    return this.settling((installation) => installation.ensureRegistry());
  }

  /** The stack's status, such as `CREATE_COMPLETE`; undefined when there is none. */
  status(): Promise<string | undefined> {
    return this.settling(async ({ stack }) => (await stack.find())?.status);
  }

  close(): void {
    destroyClients(this.clients);
  }

  // Private

  /** Does work on the stacks within the time in which they must settle. */
  private async settling<T>(work: (installation: Installation) => Promise<T>): Promise<T> {
    const { clients, rack, say } = this;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(tooSlow(rack)), SETTLE_WITHIN);
    try {
      return await explained(() => work(new Installation({ clients, rack, say, signal: limit.signal })));
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The parameters of a rack whose server and agent are processes of this machine. */
export function processValues({ domain, ports }: Config): Values {
  return { Development: 'Yes', Domain: domain, HttpPort: `${ports.router}` };
}

// Private

function tooSlow(rack: string): Failure {
  return new Failure('stack_slow', `The stack ${rack} did not settle within ${SETTLE_WITHIN / 60_000} minutes.`, {
    hint: 'Run `rack up` again: it follows what goes on. `rack doctor` tells what keeps it from working.',
  });
}

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
  readonly installation: Installation;

  constructor(config: Config, say: (line: string) => void = () => {}) {
    const { maxAttempts: _, ...account } = clientOptions(config);
    this.clients = makeClients(account);
    const signal = AbortSignal.timeout(SETTLE_WITHIN);
    this.installation = new Installation({ clients: this.clients, rack: config.rack, say, signal });
  }

  /** Creates it, or brings it to the template of now, and waits until it is done. */
  ensure(values: Values): Promise<Deployed> {
    const { installation } = this;
    return explained(() => installation.deploy(installation.stack, { template: 'rack', values }));
  }

  /** The stack's status, such as `CREATE_COMPLETE`; undefined when there is none. */
  status(): Promise<string | undefined> {
    return explained(async () => (await this.installation.stack.find())?.status);
  }

  close(): void {
    destroyClients(this.clients);
  }
}

/** The parameters of a rack whose server and agent are processes of this machine. */
export function processValues({ domain, ports }: Config): Values {
  return { Development: 'Yes', Domain: domain, HttpPort: `${ports.router}` };
}

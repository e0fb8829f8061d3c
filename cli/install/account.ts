import { Failure } from '../../lib/failure.ts';
import type { Context } from '../command.ts';
import { checkRackName } from '../config.ts';
import { type Clients, destroyClients, makeClients } from './clients.ts';
import { explained } from './refusal.ts';

/** The rack that a command names. Throws a `Failure` when it names none, or none that there can be. */
export function rackOf({ words: [name] }: Context, command: string): string {
  if (name === undefined)
    throw new Failure('bad_usage', 'Which rack?', { hint: `Usage: rack ${command} NAME, as in: rack ${command} acme` });
  checkRackName(name);
  return name;
}

/** Does work in the account that the SDK finds; what AWS refuses becomes a sentence. */
export async function inAccount<T>({ options }: Context, work: (clients: Clients) => Promise<T>): Promise<T> {
  const clients = makeClients(options.region ? { region: options.region as string } : {});
  try {
    return await explained(() => work(clients));
  } finally {
    destroyClients(clients);
  }
}

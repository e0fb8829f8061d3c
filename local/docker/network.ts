import { Failure } from '../../lib/failure.ts';
import { type Engine, statusOf } from './engine.ts';

/** The network that all task containers of a rack share, and its data stores. */
export function networkName(rack: string): string {
  return `rack-${rack}`;
}

/** Makes the bridge network of this name, with these labels, unless it is there. */
export async function ensureNetwork(engine: Engine, name: string, labels: Record<string, string>): Promise<void> {
  try {
    await engine.getNetwork(name).inspect();
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await engine.createNetwork({ Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: labels }).catch(ifNew);
  }
}

/** The address of this machine in a bridge network: where the network's containers reach it. */
export async function gatewayOf(engine: Engine, name: string): Promise<string> {
  const { IPAM } = await engine.getNetwork(name).inspect();
  const gateway = (IPAM?.Config ?? []).map(({ Gateway }: { Gateway?: string }) => Gateway).find((each) => each);
  if (gateway) return gateway;
  throw new Failure('no_gateway', `The Docker network ${name} has no gateway.`, {
    hint: 'Remove it with `docker network rm` and run `rack up` again.',
  });
}

// Private

function ifNew(error: unknown): void {
  // Somebody else made it in between.
  if (statusOf(error) !== 409) throw error;
}

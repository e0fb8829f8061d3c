import { type Engine, statusOf } from './engine.ts';

/** Makes the bridge network of this name, with these labels, unless it is there. */
export async function ensureNetwork(engine: Engine, name: string, labels: Record<string, string>): Promise<void> {
  try {
    await engine.getNetwork(name).inspect();
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await engine.createNetwork({ Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: labels }).catch(ifNew);
  }
}

// Private

function ifNew(error: unknown): void {
  // Somebody else made it in between.
  if (statusOf(error) !== 409) throw error;
}

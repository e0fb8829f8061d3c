import { type Engine, tolerate } from './engine.ts';

/** Every container, network, volume and image of a rack carries this label with the rack's name as value. */
const RACK_LABEL = 'io.rack.rack';

/** Seconds a container has to end by itself when the rack goes down. */
const STOP_GRACE = 10;

/** Stops all containers of a rack, apps and helpers; they and their logs stay. Answers how many ran. */
export async function stopContainers(engine: Engine, rack: string): Promise<number> {
  const running = await engine.listContainers({ filters: labelled(rack) });
  await Promise.all(running.map(({ Id }) => tolerate([304, 404], engine.getContainer(Id).stop({ t: STOP_GRACE }))));
  return running.length;
}

/** Removes all that the engine holds of a rack: nothing without its label, and images of no other registry. */
export async function removeBelongings(engine: Engine, rack: string, registryPort: number): Promise<void> {
  await removeContainers(engine, rack);
  await Promise.all([
    removeNetworks(engine, rack),
    removeVolumes(engine, rack),
    removeImages(engine, rack, registryPort),
  ]);
}

// Private

const labelled = (rack: string) => ({ label: [`${RACK_LABEL}=${rack}`] });

async function removeContainers(engine: Engine, rack: string): Promise<void> {
  const all = await engine.listContainers({ all: true, filters: labelled(rack) });
  const remove = (id: string) => engine.getContainer(id).remove({ force: true, v: true });
  await Promise.all(all.map(({ Id }) => tolerate([404, 409], remove(Id))));
}

async function removeNetworks(engine: Engine, rack: string): Promise<void> {
  const networks = await engine.listNetworks({ filters: labelled(rack) });
  await Promise.all(networks.map(({ Id }) => tolerate([404], engine.getNetwork(Id).remove())));
}

async function removeVolumes(engine: Engine, rack: string): Promise<void> {
  const { Volumes } = await engine.listVolumes({ filters: labelled(rack) });
  await Promise.all((Volumes ?? []).map(({ Name }) => tolerate([404, 409], engine.getVolume(Name).remove())));
}

async function removeImages(engine: Engine, rack: string, registryPort: number): Promise<void> {
  const [all, ours] = await Promise.all([engine.listImages(), engine.listImages({ filters: labelled(rack) })]);
  const registry = new RegExp(`^(localhost|127\\.0\\.0\\.1):${registryPort}/`);
  const pushed = all.flatMap(({ RepoTags, RepoDigests }) => [...(RepoTags ?? []), ...(RepoDigests ?? [])]);
  const names = [...pushed.filter((name) => registry.test(name)), ...ours.map(({ Id }) => Id)];
  for (const name of names) await tolerate([404, 409], engine.getImage(name).remove({ force: true }));
}

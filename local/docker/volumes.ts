import { chmod, chown, readdir } from 'node:fs/promises';
import { type Engine, statusOf } from './engine.ts';

/** Who owns the root directory of an access point, as EFS's CreationInfo says: permissions are octal digits. */
export interface Owner {
  uid: number;
  gid: number;
  permissions: string;
}

/**
 * The Docker volume that stands for a file system (its root directory), or for the root directory of one of its access
 * points. EFS makes it when these are made, so that who mounts it finds it. Mount it without Docker's copying of the
 * image's files (`VolumeOptions.NoCopy`): EFS copies nothing, and the copying would also give the volume the owner of the
 * image's directory.
 */
export function volumeName(rack: string, fileSystemId: string, accessPointId?: string): string {
  return [rack, fileSystemId, accessPointId].filter((part) => part !== undefined).join('-');
}

/** Makes the volume of this name unless it is there; a new one's directory gets the owner. Only root can do the latter. */
export async function ensureVolume(
  engine: Engine,
  name: string,
  labels: Record<string, string>,
  owner?: Owner,
): Promise<void> {
  // Docker answers the volume that is there already; without a driver's name it makes one of its own driver, `local`.
  await engine.createVolume({ Name: name, Labels: labels });
  if (!owner) return;
  const { Mountpoint } = await engine.getVolume(name).inspect();
  // One with files in it had its owner set before, and someone may have changed it since, as on AWS.
  if ((await readdir(Mountpoint)).length > 0) return;
  await chown(Mountpoint, owner.uid, owner.gid);
  await chmod(Mountpoint, Number.parseInt(owner.permissions, 8));
}

/** The names of all volumes whose names begin so. */
export async function volumesNamed(engine: Engine, prefix: string): Promise<string[]> {
  const { Volumes } = await engine.listVolumes({ filters: JSON.stringify({ name: [prefix] }) });
  return (Volumes ?? []).map(({ Name }) => Name).filter((name) => name.startsWith(prefix));
}

/** The names of the containers that run with this volume. */
export async function usersOf(engine: Engine, name: string): Promise<string[]> {
  const running = await engine.listContainers({ filters: JSON.stringify({ volume: [name] }) });
  return running.map(({ Id, Names }) => Names[0]?.slice(1) ?? Id);
}

/** Removes the containers that have ended with this volume: they would hold it. */
export async function removeEndedUsers(engine: Engine, name: string): Promise<void> {
  const filters = { volume: [name], status: ['created', 'exited', 'dead'] };
  const ended = await engine.listContainers({ all: true, filters: JSON.stringify(filters) });
  await Promise.all(ended.map(({ Id }) => unlessGone(engine.getContainer(Id).remove())));
}

/** Removes a volume. What is gone already is no error; one that a container still has rejects with status 409. */
export async function removeVolume(engine: Engine, name: string): Promise<void> {
  await unlessGone(engine.getVolume(name).remove());
}

// Private

async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

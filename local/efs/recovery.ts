import { type Config, RACK_LABEL } from '../config.ts';
import type { Engine } from '../docker/engine.ts';
import { ensureVolume, volumeName } from '../docker/volumes.ts';
import type { CallAws } from '../endpoint/service.ts';
import { ownerOf } from './access-points.ts';
import type { Store } from './resources.ts';

/** What mount targets call the network interfaces that they make. */
export const describeInterface = (mountTarget: string, fileSystem: string) =>
  `Mount target ${mountTarget} for file system ${fileSystem}`;

/** Takes away the network interfaces of mount targets that a killed process had not written down yet. */
export async function removeLostInterfaces({ mountTargets }: Store, callAws: CallAws): Promise<void> {
  const known = new Set(mountTargets.list().map((each) => describeInterface(each.MountTargetId, each.FileSystemId)));
  const { NetworkInterfaces } = await callAws('ec2', 'DescribeNetworkInterfaces', {});
  for (const { NetworkInterfaceId, Description } of NetworkInterfaces)
    if (/^Mount target fsmt-/.test(Description) && !known.has(Description))
      await callAws('ec2', 'DeleteNetworkInterface', { NetworkInterfaceId });
}

/** Makes the volumes of file systems and access points that a killed process had written down and not made yet. */
export async function makeLostVolumes({ fileSystems, accessPoints }: Store, { rack }: Config, engine: Engine) {
  const labels = { [RACK_LABEL]: rack };
  const { Volumes } = await engine.listVolumes({ filters: JSON.stringify({ label: [`${RACK_LABEL}=${rack}`] }) });
  const isThere = (name: string) => Volumes.some(({ Name }) => Name === name);
  for (const { FileSystemId } of fileSystems.list()) {
    const name = volumeName(rack, FileSystemId);
    if (!isThere(name)) await ensureVolume(engine, name, labels);
  }
  for (const point of accessPoints.list()) {
    const name = volumeName(rack, point.FileSystemId, point.AccessPointId);
    if (!isThere(name)) await ensureVolume(engine, name, labels, ownerOf(point));
  }
}

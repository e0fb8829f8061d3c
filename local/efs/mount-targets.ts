import type { Config } from '../config.ts';
import { AwsError, type CallAws, type Input, type Operation } from '../endpoint/service.ts';
import { page } from './pages.ts';
import { describeInterface } from './recovery.ts';
import { badRequest, type MountTarget, newId, type Store } from './resources.ts';

/** Security groups of a network interface at most. */
const MOST_GROUPS = 5;

/** The operations on mount targets: network interfaces in subnets, which containers of this machine do not need. */
export function mountTargetOperations(store: Store, config: Config, callAws: CallAws): Record<string, Operation> {
  const { fileSystems, mountTargets, accessPoints } = store;
  return {
    async CreateMountTarget(input) {
      const { FileSystemId, AvailabilityZoneName } = fileSystems.get(input.FileSystemId);
      if (!input.SubnetId) throw badRequest('SubnetId is missing.');
      const subnet = await subnetOf(input.SubnetId);
      if (AvailabilityZoneName && AvailabilityZoneName !== subnet.AvailabilityZone) throw zoneMismatch();
      checkConflict(FileSystemId, subnet);
      const MountTargetId = newId('fsmt');
      const address = await makeInterface(input, describeInterface(MountTargetId, FileSystemId));
      const { ZoneId } = await zoneOf(subnet.AvailabilityZone);
      const target = {
        MountTargetId,
        FileSystemId,
        SubnetId: subnet.SubnetId,
        VpcId: subnet.VpcId,
        AvailabilityZoneName: subnet.AvailabilityZone,
        AvailabilityZoneId: ZoneId,
        IpAddress: address.PrivateIpAddress,
        NetworkInterfaceId: address.NetworkInterfaceId,
      };
      return describe(mountTargets.put(MountTargetId, target));
    },
    DescribeMountTargets(input) {
      const { items, next } = page(asked(input), input.MaxItems, input.Marker);
      return { Marker: input.Marker, MountTargets: items.map(describe), NextMarker: next };
    },
    async DeleteMountTarget({ MountTargetId }) {
      const { NetworkInterfaceId } = mountTargets.get(MountTargetId);
      // A process that was killed in here has deleted it already.
      await callAws('ec2', 'DeleteNetworkInterface', { NetworkInterfaceId }).catch(unlessGone);
      mountTargets.remove(MountTargetId);
      return undefined;
    },
    async DescribeMountTargetSecurityGroups({ MountTargetId }) {
      const NetworkInterfaceIds = [mountTargets.get(MountTargetId).NetworkInterfaceId];
      const { NetworkInterfaces } = await callAws('ec2', 'DescribeNetworkInterfaces', { NetworkInterfaceIds });
      return { SecurityGroups: NetworkInterfaces[0].Groups.map(({ GroupId }: { GroupId: string }) => GroupId) };
    },
    async ModifyMountTargetSecurityGroups({ MountTargetId, SecurityGroups }) {
      const { NetworkInterfaceId } = mountTargets.get(MountTargetId);
      checkNumber(SecurityGroups);
      const input = { NetworkInterfaceId, Groups: SecurityGroups };
      await callAws('ec2', 'ModifyNetworkInterfaceAttribute', input).catch(translate);
      return undefined;
    },
  };

  function asked({ FileSystemId, MountTargetId, AccessPointId }: Input): MountTarget[] {
    if ([FileSystemId, MountTargetId, AccessPointId].filter(Boolean).length !== 1) {
      throw badRequest('Must specify exactly one mutually exclusive parameter.');
    }
    if (MountTargetId) return [mountTargets.get(MountTargetId)];
    const id = FileSystemId ?? accessPoints.get(AccessPointId).FileSystemId;
    const fileSystem = fileSystems.get(id);
    return mountTargets.list().filter((each) => each.FileSystemId === fileSystem.FileSystemId);
  }

  async function subnetOf(id: string): Promise<Input> {
    return (await callAws('ec2', 'DescribeSubnets', { SubnetIds: [id] }).catch(translate)).Subnets[0];
  }

  async function zoneOf(name: string): Promise<Input> {
    return (await callAws('ec2', 'DescribeAvailabilityZones', { ZoneNames: [name] })).AvailabilityZones[0];
  }

  function checkConflict(id: string, { VpcId, AvailabilityZone }: Input): void {
    for (const other of mountTargets.list().filter(({ FileSystemId }) => FileSystemId === id)) {
      if (other.VpcId !== VpcId) {
        throw conflict('requested subnet for new mount target is not in the same VPC as existing mount targets');
      }
      if (other.AvailabilityZoneName === AvailabilityZone) throw conflict('mount target already exists in this AZ');
    }
  }

  async function makeInterface({ SubnetId, SecurityGroups, IpAddress }: Input, Description: string): Promise<Input> {
    checkNumber(SecurityGroups);
    const input = { SubnetId, Groups: SecurityGroups, PrivateIpAddress: IpAddress, Description };
    return (await callAws('ec2', 'CreateNetworkInterface', input).catch(translate)).NetworkInterface;
  }

  function describe(target: MountTarget) {
    return { OwnerId: config.account, ...target, LifeCycleState: 'available' };
  }
}

// Private

/** What EFS answers when EC2 refuses. */
const CODES: Record<string, [code: string, status: number]> = {
  'InvalidSubnetID.NotFound': ['SubnetNotFound', 400],
  'InvalidGroup.NotFound': ['SecurityGroupNotFound', 400],
  'InvalidIPAddress.InUse': ['IpAddressInUse', 409],
  InsufficientFreeAddressesInSubnet: ['NoFreeAddressesInSubnet', 409],
};

function translate(error: unknown): never {
  if (!(error instanceof AwsError)) throw error;
  const [code, status] = CODES[error.code] ?? ['BadRequest', 400];
  throw new AwsError(code, error.message, status);
}

function unlessGone(error: unknown): void {
  if (!(error instanceof AwsError && error.code === 'InvalidNetworkInterfaceID.NotFound')) throw error;
}

function checkNumber(groups: string[] = []): void {
  if (groups.length <= MOST_GROUPS) return;
  const message = 'The maximum number of security groups per interface has been reached.';
  throw new AwsError('SecurityGroupLimitExceeded', message);
}

function conflict(message: string): AwsError {
  return new AwsError('MountTargetConflict', message, 409);
}

function zoneMismatch(): AwsError {
  const message = 'The subnet is in another Availability Zone than the One Zone file system.';
  return new AwsError('AvailabilityZonesMismatch', message);
}

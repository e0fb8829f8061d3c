import { type Config, RACK_LABEL } from '../config.ts';
import type { Engine } from '../docker/engine.ts';
import { ensureVolume, type Owner, volumeName } from '../docker/volumes.ts';
import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { page } from './pages.ts';
import { type AccessPoint, badRequest, nameIn, newId, type Store } from './resources.ts';
import { tagsOf } from './tags.ts';

/** The operations on access points: the root directory of each is a Docker volume of its own. */
export function accessPointOperations(store: Store, config: Config, engine: Engine): Record<string, Operation> {
  const { fileSystems, accessPoints } = store;
  return {
    async CreateAccessPoint(input) {
      const { FileSystemId } = fileSystems.get(input.FileSystemId);
      const point = newAccessPoint(input, FileSystemId);
      const same = accessPoints.list().find(({ ClientToken }) => ClientToken === point.ClientToken);
      if (same) throw exists(same);
      // Written down first: what a killed process has not made is made at the next start.
      accessPoints.put(point.AccessPointId, point);
      const name = volumeName(config.rack, FileSystemId, point.AccessPointId);
      await ensureVolume(engine, name, { [RACK_LABEL]: config.rack }, ownerOf(point)).catch((error) => {
        accessPoints.remove(point.AccessPointId);
        throw error;
      });
      return describe(point);
    },
    DescribeAccessPoints(input) {
      const { AccessPointId, FileSystemId } = input;
      if (AccessPointId && FileSystemId) throw badRequest('Must specify only one of AccessPointId and FileSystemId.');
      const fileSystem = FileSystemId && fileSystems.get(FileSystemId);
      const all = AccessPointId ? [accessPoints.get(AccessPointId)] : accessPoints.list();
      const found = all.filter((each) => !fileSystem || each.FileSystemId === fileSystem.FileSystemId);
      const { items, next } = page(found, input.MaxResults, input.NextToken);
      return { AccessPoints: items.map(describe), NextToken: next };
    },
    DeleteAccessPoint(input) {
      // As on AWS, the files stay in the file system.
      accessPoints.remove(accessPoints.get(input.AccessPointId).AccessPointId);
      return undefined;
    },
  };

  function describe(point: AccessPoint) {
    return {
      ...point,
      Name: nameIn(point.Tags),
      AccessPointArn: `arn:aws:elasticfilesystem:${config.region}:${config.account}:access-point/${point.AccessPointId}`,
      OwnerId: config.account,
      LifeCycleState: 'available',
    };
  }
}

// Private

const MOST_ID = 4_294_967_295;
const ID = { required: true, atLeast: 0, atMost: MOST_ID };
const USER = { Uid: ID, Gid: ID, SecondaryGids: { max: 16 } };
const DIRECTORY = { Path: { min: 1, max: 100, pattern: /^(\/|(\/(?!\.)+[^$#<>;`|&?{}^*/\n]+){1,4})$/ } };
const CREATION = { OwnerUid: ID, OwnerGid: ID, Permissions: { required: true, pattern: /^[0-7]{3,4}$/ } };

function newAccessPoint(input: Input, FileSystemId: string): AccessPoint {
  const { ClientToken, PosixUser, RootDirectory = {} } = input;
  check(input, { ClientToken: { required: true, min: 1, max: 64 } }, 'BadRequest');
  if (PosixUser) check(PosixUser, USER, 'BadRequest');
  check(RootDirectory, DIRECTORY, 'BadRequest');
  const { Path = '/', CreationInfo } = RootDirectory;
  if (CreationInfo) check(CreationInfo, CREATION, 'BadRequest');
  const Tags = tagsOf(input.Tags);
  return {
    AccessPointId: newId('fsap'),
    FileSystemId,
    ClientToken,
    PosixUser,
    RootDirectory: { Path, CreationInfo },
    Tags,
  };
}

/** Who owns the root directory of an access point. */
export function ownerOf({ RootDirectory: { CreationInfo } }: AccessPoint): Owner | undefined {
  if (!CreationInfo) return undefined;
  const { OwnerUid, OwnerGid, Permissions } = CreationInfo;
  return { uid: OwnerUid, gid: OwnerGid, permissions: Permissions };
}

function exists({ AccessPointId, ClientToken }: AccessPoint): AwsError {
  const message = `Access point '${AccessPointId}' already exists with client token '${ClientToken}'`;
  return new AwsError('AccessPointAlreadyExists', message, 409, { AccessPointId });
}

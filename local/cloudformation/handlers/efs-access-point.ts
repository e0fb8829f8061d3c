import { defined, number, unlessGone } from './answers.ts';
import { EFS, madeTagged, retag } from './efs-call.ts';
import type { Context, Handler, Properties } from './handler.ts';

/** AWS::EFS::AccessPoint. */
export const accessPoint: Handler = {
  serves: ['AccessPointTags', 'ClientToken', 'FileSystemId', 'PosixUser', 'RootDirectory'],
  attributes: ['AccessPointId', 'Arn'],
  replacedBy: ['ClientToken', 'FileSystemId', 'PosixUser', 'RootDirectory'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = defined({
        ClientToken: properties.ClientToken ?? context.token,
        FileSystemId: properties.FileSystemId,
        PosixUser: user(properties.PosixUser),
        RootDirectory: directory(properties.RootDirectory),
        Tags: context.tags(properties.AccessPointTags),
      });
      return (await context.callAws(EFS, 'CreateAccessPoint', input)).AccessPointId;
    });
    return madeTagged(id, 'access-point', 'AccessPointId', context);
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    await retag(id, properties.AccessPointTags, previous.AccessPointTags, context);
    return madeTagged(id, 'access-point', 'AccessPointId', context);
  },
  async delete(_, context) {
    await unlessGone(context.callAws(EFS, 'DeleteAccessPoint', { AccessPointId: context.physicalId }));
  },
  async find(properties, context) {
    const token = properties.ClientToken ?? context.token;
    return (await all(properties, context)).find((one) => one.ClientToken === token)?.AccessPointId;
  },
};

// Private

async function all({ FileSystemId }: Properties, { callAws }: Context): Promise<Properties[]> {
  return (await unlessGone(callAws(EFS, 'DescribeAccessPoints', { FileSystemId })))?.AccessPoints ?? [];
}

/** Templates have these numbers as texts. */
function user(given: Properties | undefined): Properties | undefined {
  if (!given) return undefined;
  const { Uid, Gid, SecondaryGids } = given;
  return defined({ Uid: number(Uid), Gid: number(Gid), SecondaryGids: SecondaryGids?.map(Number) });
}

function directory(given: Properties | undefined): Properties | undefined {
  if (!given?.CreationInfo) return given;
  const { OwnerUid, OwnerGid, Permissions } = given.CreationInfo;
  const CreationInfo = { OwnerUid: number(OwnerUid), OwnerGid: number(OwnerGid), Permissions };
  return { ...given, CreationInfo };
}

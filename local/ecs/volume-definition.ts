import { AwsError, type Input } from '../endpoint/service.ts';
import { typed } from './container-definition.ts';
import type { Volume } from './model.ts';

const NAME = /^[\w-]{1,255}$/;
const NOT_SERVED = ['fsxWindowsFileServerVolumeConfiguration', 's3filesVolumeConfiguration', 'configuredAtLaunch'];

/** Throws the `ClientException` that AWS answers to a volume that cannot be, or that cannot be had here. */
export function checkVolume(volume: Input): void {
  const { name, host, dockerVolumeConfiguration: docker, efsVolumeConfiguration: efs } = volume;
  if (!NAME.test(name ?? '')) refuse('Volume.name contains invalid characters.');
  const unserved = NOT_SERVED.find((member) => volume[member]);
  if (unserved) refuse(`${unserved} is not served by this endpoint.`);
  if ([host?.sourcePath, docker, efs].filter(Boolean).length > 1) {
    refuse(`The volume '${name}' must have only one of host, dockerVolumeConfiguration and efsVolumeConfiguration.`);
  }
  if (host?.sourcePath && !host.sourcePath.startsWith('/')) refuse('host.sourcePath must be an absolute path.');
  if (docker) checkDocker(docker);
  if (efs) checkEfs(efs);
}

/** A volume as ECS keeps it: with its defaults. */
export function volumeOf(input: Input): Volume {
  const { dockerVolumeConfiguration: docker, efsVolumeConfiguration: efs, ...volume } = typed(input, '') as Volume;
  return {
    ...volume,
    ...(docker && {
      dockerVolumeConfiguration: { ...docker, scope: docker.scope ?? 'task', driver: docker.driver ?? 'local' },
    }),
    ...(efs && { efsVolumeConfiguration: { ...efs, rootDirectory: efs.rootDirectory ?? '/' } }),
  };
}

// Private

function checkDocker({ scope = 'task', autoprovision }: Input): void {
  if (scope !== 'task' && scope !== 'shared') refuse(`The scope of a volume must be task or shared, and is ${scope}.`);
  if (scope === 'task' && autoprovision !== undefined && String(autoprovision) === 'false') {
    refuse("When 'scope' parameter is 'task', 'autoprovision' must either not be specified or set to 'True'.");
  }
}

function checkEfs({ fileSystemId, rootDirectory, transitEncryption, authorizationConfig = {} }: Input): void {
  if (!fileSystemId) refuse('efsVolumeConfiguration.fileSystemId should not be null or empty.');
  const { accessPointId, iam } = authorizationConfig;
  const isWhole = rootDirectory === undefined || rootDirectory === '/';
  if (accessPointId && !isWhole) {
    refuse('The root directory must either be omitted or set to / when an EFS access point is specified.');
  }
  if (!isWhole) refuse(`The root directory ${rootDirectory} is not served by this endpoint: name an access point.`);
  if (transitEncryption === 'ENABLED') return;
  if (accessPointId) refuse('Transit encryption must be enabled when an EFS access point is specified.');
  if (iam === 'ENABLED') refuse('Transit encryption must be enabled when EFS IAM authorization is used.');
}

function refuse(message: string): never {
  throw new AwsError('ClientException', message);
}

import type Docker from 'dockerode';
import { RACK_LABEL } from '../config.ts';

/** What a container of local/ itself is run with; it always mounts `folder`, at the same place for all of them. */
export interface ContainerSpec {
  name: string;
  rack: string;
  /** The state's folder on this machine, mounted at `MOUNT`. */
  folder: string;
  network: 'host' | 'none';
  /** What runs, where it is not what the image runs. */
  entrypoint?: string[];
  command: string[];
  capabilities?: string[];
}

/** Where a container of ours finds its folder. Short, because the path of a unix socket has 107 characters at most. */
export const MOUNT = '/run/rack';

/** The folder a container serves: another folder's container of the same name is not ours to adopt. */
const FOLDER_LABEL = 'io.rack.folder';

export interface Running {
  id: string;
  /** When it was started, as Docker says it: a changed value tells that it has been down. */
  startedAt: string;
  /** It was started just now, and did not run before. */
  isNew: boolean;
}

/**
 * Makes sure that the container runs. One that runs is adopted as it is, because replacing it would break traffic;
 * one that is stopped is made anew from the image that `image` answers.
 */
export async function ensureContainer(
  docker: Docker,
  spec: ContainerSpec,
  image: () => Promise<string>,
): Promise<Running> {
  const found = await inspect(docker, spec.name);
  if (found?.State.Running && isOurs(found, spec)) return { ...running(found), isNew: false };
  const tag = await image();
  if (found) await docker.getContainer(found.Id).remove({ force: true });
  const container = await docker.createContainer(options(spec, tag));
  await container.start();
  return { ...running(await container.inspect()), isNew: true };
}

/** Runs a program in a container; rejects with what it said where it fails. */
export async function runIn(docker: Docker, name: string, command: string[]): Promise<void> {
  const run = await docker.getContainer(name).exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const output = await run.start({ Tty: true });
  let text = '';
  for await (const chunk of output) text += chunk;
  const { ExitCode } = await run.inspect();
  if (ExitCode !== 0)
    throw new Error(`${command.join(' ')} in ${name} ended with ${ExitCode}: ${text.trim().slice(-500)}`);
}

// Private

/** One that an earlier version started otherwise is not. */
function isOurs({ Config }: Docker.ContainerInspectInfo, { folder, entrypoint }: ContainerSpec): boolean {
  const runs = entrypoint === undefined || `${Config.Entrypoint}` === `${entrypoint}`;
  return Config.Labels[FOLDER_LABEL] === folder && runs;
}

async function inspect(docker: Docker, name: string): Promise<Docker.ContainerInspectInfo | undefined> {
  try {
    return await docker.getContainer(name).inspect();
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

const running = (info: Docker.ContainerInspectInfo) => ({ id: info.Id, startedAt: info.State.StartedAt });

function options(spec: ContainerSpec, image: string): Docker.ContainerCreateOptions {
  return {
    name: spec.name,
    Image: image,
    ...(spec.entrypoint && { Entrypoint: spec.entrypoint }),
    Cmd: spec.command,
    // The owner of the folder, so that the sockets and files made in it are ours.
    User: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
    Labels: { [RACK_LABEL]: spec.rack, [FOLDER_LABEL]: spec.folder },
    HostConfig: {
      NetworkMode: spec.network,
      Binds: [`${spec.folder}:${MOUNT}`],
      CapDrop: ['ALL'],
      CapAdd: spec.capabilities ?? [],
      ReadonlyRootfs: true,
      SecurityOpt: ['no-new-privileges'],
      // Comes back by itself when it crashes; after a reboot it waits for local/, which knows the new addresses.
      RestartPolicy: { Name: 'on-failure' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
    },
  };
}

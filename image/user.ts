import { chownSync, statSync } from 'node:fs';

/** The user of the base image, whom the access point of the state belongs to. */
const USER = { id: 1000, home: '/home/node' };

const ENGINE_SOCKET = '/var/run/docker.sock';

/**
 * Gives root's powers away: goes on as user 1000, in the group that may speak to the Docker engine, whose number differs
 * from machine to machine. Does nothing for somebody who is not root.
 */
export function becomeUser(env: NodeJS.ProcessEnv): void {
  if (process.getuid?.() !== 0) return;
  if (env.RACK_DATA) own(env.RACK_DATA);
  const group = groupOf(ENGINE_SOCKET);
  process.setgroups?.(group === undefined ? [] : [group]);
  process.setgid?.(USER.id);
  process.setuid?.(USER.id);
  env.HOME = USER.home;
}

// Private

/** A fresh volume is root's; a network file system may refuse, being the user's already. */
function own(folder: string): void {
  if (statSync(folder).uid !== USER.id) chownSync(folder, USER.id, USER.id);
}

function groupOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.gid;
}

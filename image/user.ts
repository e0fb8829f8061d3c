import { chownSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';

/** The user of the base image, whatever its name, whom the access point of the state belongs to. */
const USER_ID = 1000;

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
  process.setgid?.(USER_ID);
  process.setuid?.(USER_ID);
  // npm keeps its cache there.
  env.HOME = userInfo().homedir;
}

// Private

/** A fresh volume is root's; a network file system may refuse, being the user's already. */
function own(folder: string): void {
  if (statSync(folder).uid !== USER_ID) chownSync(folder, USER_ID, USER_ID);
}

function groupOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.gid;
}

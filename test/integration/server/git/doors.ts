import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { poll } from '../../../../lib/retry.ts';
import type { Role } from '../../../../server/model/developer.ts';
import { Clone, PATIENCE } from '../clone.ts';
import { TestRack } from '../rack.ts';

/** What a developer may: the role deploy and all apps, unless told. */
export interface Rights {
  role?: Role;
  apps?: string[];
}

/** A way into a rack for stock git. Stories are written to this, and told over each. */
export interface Door {
  readonly name: 'ssh' | 'http';
  readonly rack: TestRack;
  /** Where clients connect to. */
  readonly port: number;
  /** The remote of an app, as it is documented; `port` when there is something between client and server. */
  url(app: string, port?: number): string;
  /** What git needs in its environment to be let in as this developer. */
  env(who: string): Record<string, string>;
  /** Makes a developer who can come in by this door. */
  join(name: string, rights?: Rights): Promise<void>;
  /** Takes away what the developer comes in with. */
  expel(name: string): Promise<void>;
}

/** Tells one story over each door, each time to a rack of its own; afterwards nothing may be left of what its clients started. */
export function overBothDoors(name: string, story: (t: Test, door: Door) => Promise<void>): void {
  for (const [kind, open] of Object.entries(DOORS))
    t.test(`${name}, over ${kind}`, async (t) => {
      const door = await open(await TestRack.start(t));
      await story(t, door);
      await eventually('no git process is left', async () => (await gitProcesses(door.rack)).length === 0);
      t.same(await leftovers(door.rack), [], 'no temporary files are left');
    });
}

/** A developer's repository with one commit and the remote `rack`. */
export function cloneOf(
  door: Door,
  app: string,
  files: Record<string, string | Buffer>,
  who = 'admin',
): Promise<Clone> {
  return Clone.make(door.rack.folder, { url: door.url(app), env: door.env(who) }, files);
}

/** Waits until something holds; says what it was when it never does. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE);
  const pace = { first: 10, factor: 1.3, most: 200 };
  await poll(async () => (await holds()) || undefined, { pace, signal }).catch((error) => {
    throw signal.aborted ? new Error(`Not within ${PATIENCE / 1000} s: ${what}`) : error;
  });
}

/** The command lines of processes that work on the rack's repositories. */
export async function gitProcesses({ folder }: TestRack): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(join(folder, 'repos')));
}

// Private

const DOORS = { ssh: sshDoor, http: httpDoor };

function sshDoor(rack: TestRack): Door {
  return {
    name: 'ssh',
    rack,
    port: rack.port,
    url: (app, port = rack.port) => `ssh://git@127.0.0.1:${port}/${app}`,
    env: (who) => rack.sshEnv(who),
    async join(name, rights = {}) {
      await makeDeveloper(rack, name, rights);
    },
    async expel(name) {
      const [{ fingerprint }] = JSON.parse(await said(rack, `keys list --developer ${name} --json`));
      await said(rack, `keys remove ${fingerprint}`);
    },
  };
}

async function httpDoor(rack: TestRack): Promise<Door> {
  const helper = (who: string) => join(rack.folder, `${who}.askpass`);
  const giveToken = async (who: string) => writeAskpass(helper(who), await said(rack, 'tokens create laptop', who));
  await giveToken('admin');
  return {
    name: 'http',
    rack,
    port: rack.httpPort,
    url: (app, port = rack.httpPort) => `http://127.0.0.1:${port}/${app}.git`,
    env: (who) => ({ GIT_ASKPASS: helper(who) }),
    async join(name, rights = {}) {
      await makeDeveloper(rack, name, rights);
      await giveToken(name);
    },
    async expel(name) {
      await said(rack, `tokens revoke laptop --developer ${name}`);
    },
  };
}

async function makeDeveloper(rack: TestRack, name: string, { role = 'deploy', apps = [] }: Rights): Promise<void> {
  const only = apps.map((app) => `--app ${app}`).join(' ');
  await said(rack, `developers add ${name} --role ${role} ${only}`);
  await said(rack, `keys add ${name} '${(await rack.makeKey(name)).trim()}'`);
}

/** What a command prints; it must work. */
async function said(rack: TestRack, command: string, key = 'admin'): Promise<string> {
  const { code, stdout, stderr } = await rack.ssh(command, { key });
  if (code !== 0) throw new Error(`ssh rack ${command}: ${stderr}`);
  return stdout.trim();
}

/** A program that git asks for the name and the password, as it would ask the developer. */
async function writeAskpass(path: string, token: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\ncase $1 in Username*) echo git ;; *) echo ${token} ;; esac\n`, { mode: 0o700 });
}

/** Object directories of pushes without a verdict, and other things that git or the rack would have removed. */
async function leftovers({ folder }: TestRack): Promise<string[]> {
  const names = await readdir(join(folder, 'repos'), { recursive: true }).catch(() => []);
  return names.filter((name) => /tmp_|incoming|\.lock$/.test(name));
}

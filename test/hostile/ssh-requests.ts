import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';
import type { Besieged } from './besieged.ts';
import { brokenPackets, hostileFetch, hostilePush } from './packs.ts';
import { hostilePath } from './paths.ts';
import type { Random } from './random.ts';
import { type Field, MESSAGE, message, type RawSsh } from './raw-ssh.ts';

/** What is tried before a login, each time over a connection of its own; resolves when all was sent. */
export const STRANGERS: Record<string, (client: RawSsh, random: Random, besieged: Besieged) => Promise<void> | void> = {
  'first lines that are none': (client, random) =>
    client.sendBytes(
      random.pick([
        random.bytes(random.below(400)),
        Buffer.from('SSH-1.5-old\r\n'),
        Buffer.from('GET / HTTP/1.1\r\n\r\n'),
        Buffer.from(`SSH-2.0-${'x'.repeat(random.below(9000))}\r\n`),
        Buffer.from('SSH-2.0-\r\n\r\n\r\n'),
        Buffer.from('\0\0\0\0\n'),
      ]),
    ),
  'broken packets before keys': (client, random) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(random.pick([0, 1, 7, 12, 35_000, 36_000, 0x7fffffff, 0xffffffff]));
    client.sendBytes(Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), length, random.bytes(random.below(100))]));
  },
  'odd exchanges of keys': async (client, random) => {
    await client.heard;
    for (let n = 0; n < 1 + random.below(4); n++)
      client.send(
        Buffer.concat([
          Buffer.of(random.pick([20, 20, 21, 30, 31, 34, 2, 5, 50, 90])),
          random.bytes(random.below(200)),
        ]),
      );
  },
  'garbage after keys': async (client, random) => {
    await client.keysOrEnd;
    client.sendBytes(random.bytes(1 + random.below(300)));
  },
  'odd messages before a login': async (client, random) => {
    await client.keysOrEnd;
    if (random.chance(0.5)) client.askForLogin();
    for (let n = 0; n < 1 + random.below(5); n++) client.send(oddMessage(random, random.below(256)));
  },
  'odd logins': async (client, random, besieged) => {
    await client.keysOrEnd;
    client.askForLogin();
    for (let n = 0; n < 1 + random.below(25); n++) client.send(oddLogin(random, besieged));
  },
  'signatures that are none': async (client, random, besieged) => {
    await client.keysOrEnd;
    client.askForLogin();
    const known = ssh2.utils.parseKey(readFileSync(besieged.keyFile('admin'))) as ssh2.ParsedKey;
    const blob = known.getPublicSSH();
    const signature = message(0, random.pick(['ssh-ed25519', 'ssh-rsa', '']), random.bytes(random.below(80))).subarray(
      1,
    );
    const as = random.pick([
      'ssh-ed25519',
      'ssh-rsa',
      'rsa-sha2-512',
      'ecdsa-sha2-nistp256',
      'sk-ssh-ed25519@openssh.com',
      '',
    ]);
    client.send(message(MESSAGE.USERAUTH_REQUEST, 'git', 'ssh-connection', 'publickey', true, as, blob, signature));
  },
};

/** What developers try who are let in: resolves when all was sent. `channel` is a session of their own. */
export const INSIDERS: Record<string, (client: RawSsh, channel: number, random: Random, besieged: Besieged) => void> = {
  'command lines': (client, channel, random, besieged) =>
    client.request(channel, 'exec', hostileLine(random, besieged)),
  'broken pushes': (client, channel, random, besieged) => {
    client.request(channel, 'exec', `git-receive-pack '/hello'`);
    sendAll(client, channel, hostilePush(random, besieged.push), random);
  },
  'broken fetches': (client, channel, random, besieged) => {
    if (random.chance(0.6))
      client.request(channel, 'env', 'GIT_PROTOCOL', random.pick(['version=2', 'version=1', 'version=9']));
    client.request(channel, 'exec', `git-upload-pack '/hello'`);
    sendAll(client, channel, random.chance(0.7) ? hostileFetch(random, besieged.push) : brokenPackets(random), random);
  },
  'odd environments': (client, channel, random) => {
    for (let n = 0; n < 1 + random.below(40); n++)
      client.request(
        channel,
        'env',
        random.pick(['GIT_PROTOCOL', 'LD_PRELOAD', 'GIT_DIR', 'PATH', 'GIT_CONFIG_COUNT', random.word(20)]),
        random.word(random.below(3000)),
      );
    client.request(channel, 'exec', 'whoami');
  },
  'odd requests': (client, channel, random) => {
    for (let n = 0; n < 1 + random.below(5); n++) {
      const type = random.pick([
        'exec',
        'shell',
        'subsystem',
        'pty-req',
        'x11-req',
        'auth-agent-req@openssh.com',
        'signal',
        'window-change',
        'break',
        'exit-status',
        random.word(9),
      ]);
      const fields: Field[] = random.pick([
        [],
        [random.bytes(random.below(60))],
        ['sftp'],
        ['xterm', 80, 24, 0, 0, Buffer.of(0)],
        [0xffffffff],
      ]);
      client.request(channel, type, ...fields);
    }
  },
  'odd channels': (client, _channel, random) => {
    const type = random.pick([
      'session',
      'direct-tcpip',
      'forwarded-tcpip',
      'x11',
      'direct-streamlocal@openssh.com',
      'tun@openssh.com',
      random.word(12),
      '',
    ]);
    const number = () => random.pick([0, 1, 0x7fffffff, 0xffffffff, random.below(2 ** 31)]);
    client.send(
      message(
        MESSAGE.CHANNEL_OPEN,
        type,
        number(),
        number(),
        number(),
        ...(random.chance(0.5) ? ['localhost', 22, 'x', 1] : []),
      ),
    );
  },
  'odd messages': (client, _channel, random) => {
    for (let n = 0; n < 1 + random.below(4); n++)
      client.send(
        oddMessage(
          random,
          random.pick([1, 2, 3, 4, 7, 20, 21, 50, 80, 81, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 192]),
        ),
      );
  },
  'global requests': (client, _channel, random) => {
    for (let n = 0; n < 1 + random.below(50); n++)
      client.send(
        message(
          MESSAGE.GLOBAL_REQUEST,
          random.pick([
            'tcpip-forward',
            'cancel-tcpip-forward',
            'streamlocal-forward@openssh.com',
            'hostkeys-00@openssh.com',
            random.word(9),
          ]),
          random.chance(0.5),
          random.word(9),
          random.below(70_000),
        ),
      );
  },
  'clients that vanish': (client, channel, random, besieged) => {
    client.request(
      channel,
      'exec',
      random.pick([`git-receive-pack '/hello'`, `git-upload-pack '/hello'`, 'logs hello -f']),
    );
    const body = hostilePush(random, besieged.push);
    client.send(message(MESSAGE.CHANNEL_DATA, channel, body.subarray(0, random.below(Math.min(body.length, 20_000)))));
    client.end();
  },
};

// Private

function sendAll(client: RawSsh, channel: number, body: Buffer, random: Random): void {
  for (let at = 0; at < body.length; at += 30_000)
    client.send(message(MESSAGE.CHANNEL_DATA, channel, body.subarray(at, at + 30_000)));
  if (random.chance(0.9)) client.send(message(MESSAGE.CHANNEL_EOF, channel));
  else client.send(message(MESSAGE.CHANNEL_CLOSE, channel));
}

function hostileLine(random: Random, besieged: Besieged): string {
  const path = hostilePath(random, { outside: besieged.sandbox.outside, repositories: besieged.repositories });
  const quoted = random.pick([`'${path}'`, path, `"${path}"`, `'/${path}'`, `'${path}`]);
  const git = random.pick([
    'git-upload-pack',
    'git-receive-pack',
    'git upload-pack',
    'git receive-pack',
    'git-upload-archive',
    'git archive --remote=.',
    'git-shell -c',
    'git -C / upload-pack',
    'git --exec-path=/ upload-pack',
  ]);
  return random.pick([
    `${git} ${quoted}`,
    `${git} --upload-pack=touch ${quoted}`,
    `${git} ${quoted} --strict; touch ${besieged.sandbox.outside}/new`,
    `${git} ${quoted} && id`,
    `GIT_DIR=${besieged.sandbox.outside}/canary.git ${git} .`,
    `${random.pick(['info', 'logs', 'env', 'releases', 'ps', 'destroy', 'settings', 'redeploy', 'set', 'env set', 'env get'])} ${random.pick(['secret', quoted])} ${random.pick(['', '--json', '-a secret', 'A=b', '--confirm secret'])}`,
    `${random.pick(['developers', 'developers add eve2 --role admin', 'developers role eve admin', 'audit --json', 'keys list --all', 'tokens list --all', 'tokens create x --role admin'])}`,
    `cat ${besieged.sandbox.outside}/secret`,
    `$(cat ${besieged.sandbox.outside}/secret)`,
    `scp -f ${besieged.sandbox.outside}/secret`,
    random.word(random.below(3000), 'ab \'"\\$`;|&<>()\n\t\0é-='),
    `${'('.repeat(random.below(2000))}`,
    `help ${quoted}`,
  ]);
}

function oddMessage(random: Random, type: number): Buffer {
  const fields: Field[] = Array.from({ length: random.below(5) }, () =>
    random.pick<Field>([
      random.below(4),
      0xffffffff,
      random.chance(0.5),
      random.word(random.below(30)),
      random.bytes(random.below(300)),
    ]),
  );
  const whole = message(type, ...fields);
  return random.chance(0.3) ? whole.subarray(0, 1 + random.below(whole.length)) : whole;
}

function oddLogin(random: Random, besieged: Besieged): Buffer {
  const known = (ssh2.utils.parseKey(readFileSync(besieged.keyFile('admin'))) as ssh2.ParsedKey).getPublicSSH();
  const user = random.pick(['git', 'root', '', 'x'.repeat(2000), '\0']);
  const rest = random.pick<Field[]>([
    ['none'],
    ['password', false, random.word(20)],
    ['password', true, 'old', 'new'],
    ['keyboard-interactive', '', random.word(5)],
    ['publickey', false, 'ssh-ed25519', known],
    ['publickey', false, 'ssh-rsa', known],
    ['publickey', false, 'ssh-ed25519', random.bytes(random.below(100))],
    ['publickey', false, 'ssh-ed25519'],
    ['publickey', true, 'ssh-ed25519', known],
    ['hostbased', 'ssh-ed25519', known, 'host', 'user', random.bytes(64)],
    [random.word(8)],
  ]);
  return message(
    MESSAGE.USERAUTH_REQUEST,
    user,
    random.pick(['ssh-connection', 'ssh-connection', 'ssh-userauth', '']),
    ...rest,
  );
}

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type ClientChannel } from 'ssh2';
import t from 'tap';
import { ChannelWriter } from '../../../../server/ssh/channel-writer.ts';

const MEGABYTE = 1024 * 1024;

t.test(
  '8 MB on stderr, mixed with stdout, reach a client that reads slowly, and the exit code comes last',
  async (t) => {
    const channel = await channelTo(t, async (writer) => {
      for (let n = 0; n < 32; n++) {
        await writer.write(Buffer.alloc(MEGABYTE / 4, n), 'stderr');
        await writer.write(Buffer.alloc(MEGABYTE / 8, n), 'stdout');
      }
      await writer.end(7);
    });
    const read = [slowly(channel), slowly(channel.stderr)];
    const [code] = await once(channel, 'exit');
    const [out, err] = await Promise.all(read);
    t.equal(code, 7);
    t.ok(out?.equals(pieces(MEGABYTE / 8)), 'stdout is whole');
    t.ok(err?.equals(pieces(MEGABYTE / 4)), 'stderr is whole');
  },
);

t.test('a client that goes away frees who writes', async (t) => {
  let freed = () => {};
  const done = new Promise<void>((resolve) => {
    freed = resolve;
  });
  const channel = await channelTo(t, async (writer) => {
    for (let n = 0; n < 8; n++) await writer.write(Buffer.alloc(MEGABYTE), 'stderr');
    freed();
  });
  channel.close();
  await done;
  t.pass('all writes came back');
});

t.test('however large a window is, writes wait while the connection has no room', async (t) => {
  let makeRoom = () => {};
  let room: Promise<void> | undefined = new Promise((resolve) => {
    makeRoom = resolve;
  });
  let isWritten = false;
  const channel = await channelTo(
    t,
    async (writer) => {
      await writer.write(Buffer.alloc(MEGABYTE), 'stdout');
      isWritten = true;
      await writer.end(0);
    },
    () => room,
  );
  const exit = once(channel.resume(), 'exit');
  await new Promise(setImmediate);
  t.notOk(isWritten);
  room = undefined;
  makeRoom();
  await exit;
  t.ok(isWritten);
});

// Private

async function slowly(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    stream.pause();
    setImmediate(() => stream.resume());
  });
  await once(stream, 'end');
  return Buffer.concat(chunks);
}

const pieces = (size: number) => Buffer.concat(Array.from({ length: 32 }, (_, n) => Buffer.alloc(size, n)));

/** The client's end of a session whose server does `work`. */
async function channelTo(
  t: { teardown(done: () => void): void },
  work: (writer: ChannelWriter) => Promise<void>,
  congestion?: () => Promise<void> | undefined,
) {
  const hostKeys = [ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).private];
  const server = new ssh2.Server({ hostKeys }, (connection) => {
    connection.on('error', () => {});
    connection.on('authentication', (context) => context.accept());
    connection.on('session', (accept) => {
      const gone = new AbortController();
      const session = accept().on('close', () => gone.abort());
      session.on('exec', (yes) => void work(new ChannelWriter(yes(), gone.signal, congestion)));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new ssh2.Client();
  client.connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, username: 'git' });
  await once(client, 'ready');
  t.teardown(() => {
    client.end();
    server.close();
  });
  return new Promise<ClientChannel>((resolve, reject) => {
    client.exec('work', (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

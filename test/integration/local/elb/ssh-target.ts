import { generateKeyPairSync } from 'node:crypto';
import ssh2, { type ServerChannel } from 'ssh2';

/** An SSH server on a free port of 127.0.0.1, which lets everybody in and says nothing more until it is told to finish. */
export async function startSshTarget() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const hostKey = privateKey.export({ type: 'pkcs1', format: 'pem' });
  let begin: () => void;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const channels: ServerChannel[] = [];
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    // Health checks connect and say nothing.
    client.on('error', () => {});
    client.on('authentication', (context) => context.accept());
    client.on('session', (accept) =>
      accept().on('exec', (acceptCommand) => {
        const channel = acceptCommand();
        channels.push(channel);
        channel.write('begun\n');
        begin();
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const finish = () => {
    for (const channel of channels) {
      channel.write('ended\n');
      channel.exit(0);
      channel.end();
    }
  };
  return { port: (server.address() as { port: number }).port, begun, finish, close: () => server.close() };
}

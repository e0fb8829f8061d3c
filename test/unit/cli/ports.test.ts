import { createServer } from 'node:net';
import t, { type Test } from 'tap';
import { anyFreePort, askedPorts, choosePorts, DEFAULT_PORTS } from '../../../cli/ports.ts';

t.test('options give ports', (t) => {
  t.same(askedPorts({ 'ssh-port': '2300', name: 'x' }), { ssh: 2300 });
  for (const bad of ['0', '65536', '2.5', 'ssh', ''])
    t.throws(() => askedPorts({ 'ssh-port': bad }), { code: 'bad_usage' }, bad);
  t.end();
});

t.test('a port that was asked for and is taken is refused, with its holder', async (t) => {
  const router = await takenPort(t);
  await t.rejects(
    choosePorts({ router }, () => {}),
    {
      code: 'port_taken',
      message: new RegExp(`Port ${router} \\(router\\) is taken`),
      hint: /--router-port/,
    },
  );
});

t.test('a default that is taken gives way to the next free one, and it is said', async (t) => {
  await hold(t, DEFAULT_PORTS.ssh);
  const asked = { aws: await anyFreePort(), router: await anyFreePort(), http: await anyFreePort() };
  const said: string[] = [];
  const ports = await choosePorts({ ...asked, registry: await anyFreePort() }, (line) => said.push(line));
  t.ok(ports.ssh > DEFAULT_PORTS.ssh);
  t.match(said.join(), /Port 2222 is taken.*; ssh gets \d+/);
});

t.test('one port for two doors is refused', async (t) => {
  const port = await anyFreePort();
  await t.rejects(
    choosePorts({ ssh: port, http: port }, () => {}),
    { code: 'bad_usage' },
  );
});

async function takenPort(t: Test): Promise<number> {
  const port = await anyFreePort();
  await hold(t, port);
  return port;
}

/** Listens on the port; it serves as well when somebody else does. */
function hold(t: Test, port: number): Promise<void> {
  return new Promise((resolve) => {
    const server = createServer()
      .on('error', () => resolve())
      .listen(port, '127.0.0.1', () => resolve());
    t.teardown(() => server.close());
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { poll } from '../../../lib/retry.ts';

/** The account that moto's answers are of. */
export const MOTO_ACCOUNT = '123456789012';

/** A moto_server of a test's own, which remembers nothing of before. */
export async function startMoto(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  const ended = new AbortController();
  child.once('exit', (code) => ended.abort(new Error(`moto_server ended with ${code}`)));
  const isUp = async () => (await fetch(`${endpoint}/moto-api/`).catch(() => undefined))?.ok || undefined;
  await poll(isUp, { signal: ended.signal });
  return {
    endpoint,
    async stop() {
      const gone = once(child, 'exit');
      if (child.kill('SIGKILL')) await gone;
    },
  };
}

// Private

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Test } from 'tap';
import { field } from '../../../unit/server/apps/people.ts';
import type { SecurityKey } from '../../../unit/server/model/security-key.ts';

const REQUEST_IDENTITIES = 11;
const SIGN_REQUEST = 13;

/** An ssh-agent (at this path; Unix keeps them short) that has these security keys, and somebody who always touches them. */
export async function agentWith(t: Test, path: string, keys: readonly SecurityKey[]): Promise<string> {
  const server: Server = createServer((socket) => serve(socket, keys));
  server.listen(path);
  await once(server, 'listening');
  t.teardown(() => server.close());
  return path;
}

// Private

function serve(socket: Socket, keys: readonly SecurityKey[]): void {
  let rest = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
      const request = rest.subarray(4, 4 + rest.readUInt32BE(0));
      rest = rest.subarray(4 + request.length);
      socket.write(field(answer(request, keys)));
    }
  });
}

/** The agent protocol: the list of keys, signatures, and "failure" to all else. */
function answer(request: Buffer, keys: readonly SecurityKey[]): Buffer {
  if (request[0] === REQUEST_IDENTITIES) {
    const count = Buffer.from([12, 0, 0, 0, keys.length]);
    return Buffer.concat([count, ...keys.flatMap(({ blob, type }) => [field(blob), field(type)])]);
  }
  if (request[0] !== SIGN_REQUEST) return Buffer.from([5]);
  const [blob, message] = [stringAt(request, 1), stringAt(request, 5 + request.readUInt32BE(1))];
  const key = keys.find((each) => each.blob.equals(blob)) as SecurityKey;
  return Buffer.concat([Buffer.from([14]), field(key.signature(message))]);
}

const stringAt = (bytes: Buffer, at: number) => bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at));

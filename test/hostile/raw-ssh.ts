import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import ssh2 from 'ssh2';

/** ssh2's own protocol, without the client that keeps it polite. */
const Protocol = createRequire(import.meta.url)('ssh2/lib/protocol/Protocol.js');

/** The numbers of messages (RFC 4250 §4.1). */
export const MESSAGE = {
  IGNORE: 2,
  SERVICE_REQUEST: 5,
  KEXINIT: 20,
  USERAUTH_REQUEST: 50,
  GLOBAL_REQUEST: 80,
  CHANNEL_OPEN: 90,
  CHANNEL_WINDOW_ADJUST: 93,
  CHANNEL_DATA: 94,
  CHANNEL_EOF: 96,
  CHANNEL_CLOSE: 97,
  CHANNEL_REQUEST: 98,
} as const;

/** What the server answers, by the name of the message. */
interface Answers {
  /** `id` is the client's own number for it. */
  open: [channel: number, id: number];
  refused: [reason: number, sentence: string, id: number];
  data: [bytes: Buffer];
  stderr: [bytes: Buffer];
  exit: [code: number];
  success: [];
  failure: [];
  close: [];
}

/** An SSH client that sends whatever it is told to, as packets of its own or as bytes on the wire. */
export class RawSsh extends EventEmitter<Answers> {
  readonly socket: Socket;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<unknown>;
  /** Resolves when keys are exchanged. */
  readonly ready: Promise<unknown>;
  /** Resolves when the server has said anything. */
  readonly heard: Promise<unknown>;
  /** Told of each message that is sent, and of what comes back over channels, before ciphers and after. */
  onSend: (bytes: Buffer) => void = () => {};
  onHear: (bytes: Buffer) => void = () => {};
  // biome-ignore lint/suspicious/noExplicitAny: ssh2 does not say what its inside looks like.
  private protocol: any;

  constructor(port: number, from = '127.0.0.1') {
    super();
    this.socket = connect({ port, host: '127.0.0.1', localAddress: from });
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.ready = new Promise((resolve) => {
      this.protocol = this.speak(resolve);
    });
    this.heard = Promise.race([this.closed, new Promise((resolve) => this.socket.once('data', resolve))]);
    this.socket.on('data', (data) => this.hear(data));
    this.socket.once('connect', () => this.protocol.start());
  }

  /** A client that is past the exchange of keys; rejects when the server does not let it get there. */
  static async connected(port: number, from?: string): Promise<RawSsh> {
    const client = new RawSsh(port, from);
    const refused = client.closed.then(() => Promise.reject(new Error('the connection was closed')));
    await Promise.race([client.ready, refused]);
    return client;
  }

  /** A client that is logged in with the private key in this file. */
  static async loggedIn(port: number, keyFile: string, from?: string): Promise<RawSsh> {
    const client = await RawSsh.connected(port, from);
    client.askForLogin();
    client.offer(ssh2.utils.parseKey(readFileSync(keyFile)) as ssh2.ParsedKey);
    await once(client, 'success');
    return client;
  }

  /** Resolves when keys are exchanged, or never will be. */
  get keysOrEnd(): Promise<unknown> {
    return Promise.race([this.ready, this.closed]);
  }

  /** Sends one packet, encrypted as agreed. */
  send(payload: Buffer): void {
    if (this.socket.destroyed) return;
    this.onSend(payload);
    const { write } = this.protocol._packetRW;
    const packet = write.alloc(payload.length);
    packet.set(payload, write.allocStart);
    this.protocol._cipher.encrypt(write.finalize(packet));
  }

  /** Bytes past the cipher. */
  sendBytes(bytes: Buffer): void {
    if (!this.socket.destroyed) this.socket.write(bytes);
  }

  askForLogin(): void {
    this.send(message(MESSAGE.SERVICE_REQUEST, 'ssh-userauth'));
  }

  /** Offers a key with a signature; `as` calls its algorithm otherwise, `hash` signs with another one. */
  offer(key: ssh2.ParsedKey, { as = key.type, hash, user = 'git' }: Offer = {}): void {
    const request = message(
      MESSAGE.USERAUTH_REQUEST,
      user,
      'ssh-connection',
      'publickey',
      true,
      as,
      key.getPublicSSH(),
    );
    const signed = key.sign(Buffer.concat([text(this.protocol._kex.sessionID), request]), hash);
    if (signed instanceof Error) throw signed;
    this.send(Buffer.concat([request, text(Buffer.concat([text(as), text(signed)]))]));
  }

  /** Asks for a session; the answer comes as `open` or `refused`. */
  openSession({ type = 'session', id = 0, window = 2 ** 21, packetSize = 2 ** 15 }: Open = {}): void {
    this.send(message(MESSAGE.CHANNEL_OPEN, type, id, window, packetSize));
  }

  sendData(channel: number, bytes: Buffer): void {
    this.send(message(MESSAGE.CHANNEL_DATA, channel, bytes));
  }

  request(channel: number, type: string, ...more: Field[]): void {
    this.send(message(MESSAGE.CHANNEL_REQUEST, channel, type, true, ...more));
  }

  /** Begins another exchange of keys. */
  rekey(): void {
    this.protocol.rekey();
  }

  end(): void {
    this.socket.destroy();
  }

  // Private

  private hear(data: Buffer): void {
    try {
      this.protocol.parse(data, 0, data.length);
    } catch {
      this.socket.destroy();
    }
  }

  private speak(onHandshakeComplete: (negotiated: unknown) => void) {
    return new Protocol({
      onWrite: (data: Buffer) => this.sendBytes(data),
      onError: () => this.socket.destroy(),
      onHandshakeComplete,
      messageHandlers: {
        USERAUTH_SUCCESS: () => this.emit('success'),
        USERAUTH_FAILURE: () => this.emit('failure'),
        CHANNEL_OPEN_CONFIRMATION: (_: unknown, { sender, recipient }: { sender: number; recipient: number }) =>
          this.emit('open', sender, recipient),
        CHANNEL_OPEN_FAILURE: (_: unknown, id: number, reason: number, sentence: string) =>
          this.emit('refused', reason, sentence, id),
        CHANNEL_DATA: (_: unknown, _id: number, bytes: Buffer) => {
          this.onHear(bytes);
          this.emit('data', bytes);
        },
        CHANNEL_EXTENDED_DATA: (_: unknown, _id: number, bytes: Buffer) => {
          this.onHear(bytes);
          this.emit('stderr', bytes);
        },
        CHANNEL_REQUEST: (_: unknown, _id: number, type: string, _reply: boolean, data: number) =>
          type === 'exit-status' && this.emit('exit', data),
        CHANNEL_SUCCESS: () => this.emit('success'),
        CHANNEL_FAILURE: () => this.emit('failure'),
        CHANNEL_CLOSE: () => this.emit('close'),
      },
    });
  }
}

/** One field of a message: a number is an uint32, a text or bytes are a string of SSH, true and false a byte. */
export type Field = string | number | boolean | Buffer;

interface Offer {
  as?: string;
  hash?: string;
  user?: string;
}

interface Open {
  type?: string;
  id?: number;
  window?: number;
  packetSize?: number;
}

/** A message of SSH. */
export function message(type: number, ...fields: Field[]): Buffer {
  return Buffer.concat([Buffer.from([type]), ...fields.map(bytesOf)]);
}

// Private

function bytesOf(field: Field): Buffer {
  if (typeof field === 'boolean') return Buffer.from([field ? 1 : 0]);
  return typeof field === 'number' ? uint32(field) : text(field);
}

/** A string of SSH: its length, and its bytes. */
function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

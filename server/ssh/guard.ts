import type { Connection as SshConnection } from 'ssh2';
import { type ChannelOpen, type Handlers, insidesOf, type SessionInsides } from './insides.ts';
import type { Transport } from './transport.ts';

/** Bytes of a channel's packets: with less, a client makes the server write thousands of them for a line of text. */
const LEAST_PACKET = 256;
const MOST_PACKET = 32 * 1024;

/** The largest window that a channel may have (RFC 4254 §5.2). */
const MOST_WINDOW = 2 ** 32 - 1;

/** Why a channel is not opened (RFC 4254 §5.1). */
const ADMINISTRATIVELY_PROHIBITED = 1;
const RESOURCE_SHORTAGE = 4;

/** Messages about channels, which nobody may send who is not logged in. */
const AFTER_LOGIN = [
  'GLOBAL_REQUEST',
  'CHANNEL_OPEN',
  'CHANNEL_DATA',
  'CHANNEL_WINDOW_ADJUST',
  'CHANNEL_REQUEST',
  'CHANNEL_CLOSE',
] as const;

/**
 * Holds a client to the rules of the protocol where ssh2 believes what it is told: a packet size of nothing would have
 * the server write for ever, data beyond the window would fill its memory, and sessions that are closed before they ran
 * anything would stay in it. `mayOpen` says whether one more session has room.
 */
export function guard(client: SshConnection, transport: Transport, mayOpen: () => boolean): void {
  const { _protocol: protocol } = insidesOf(client);
  const handlers = protocol._handlers;
  const open = handlers.CHANNEL_OPEN;
  handlers.CHANNEL_OPEN = (_, asked) => {
    if (!isWhole(asked)) return transport.cut();
    const refusal = refusalOf(asked, mayOpen);
    if (refusal) return protocol.channelOpenFail(asked.sender, refusal.reason, refusal.sentence);
    open(protocol, { ...asked, packetSize: Math.min(asked.packetSize, MOST_PACKET) });
  };
  holdToWindows(client, transport);
  forgetIdleSessions(client);
  requireLogin(handlers, client, transport);
}

// Private

function holdToWindows(client: SshConnection, transport: Transport): void {
  const { _protocol: protocol, _chanMgr: channels } = insidesOf(client);
  const handlers = protocol._handlers;
  const data = handlers.CHANNEL_DATA;
  handlers.CHANNEL_DATA = (_, id, bytes) => {
    const incoming = sessionOf(channels.get(id))?._channel?.incoming;
    if (incoming && bytes.length > incoming.window) transport.cut();
    else if (incoming?.state === 'open') data(protocol, id, bytes);
  };
  const adjust = handlers.CHANNEL_WINDOW_ADJUST;
  handlers.CHANNEL_WINDOW_ADJUST = (_, id, bytes) => {
    const outgoing = sessionOf(channels.get(id))?._channel?.outgoing;
    if (outgoing && outgoing.window + bytes > MOST_WINDOW) transport.cut();
    else adjust(protocol, id, bytes);
  };
}

/** ssh2 keeps a session that is closed before it ran anything. */
function forgetIdleSessions(client: SshConnection): void {
  const { _protocol: protocol, _chanMgr: channels } = insidesOf(client);
  const handlers = protocol._handlers;
  const close = handlers.CHANNEL_CLOSE;
  handlers.CHANNEL_CLOSE = (_, id) => {
    const session = sessionOf(channels.get(id));
    close(protocol, id);
    if (!session || session._channel) return;
    channels.remove(id);
    protocol.channelClose(session._chanInfo.outgoing.id);
  };
}

function requireLogin(handlers: Handlers, client: SshConnection, transport: Transport): void {
  const table = handlers as unknown as Record<string, (...message: unknown[]) => void>;
  for (const name of AFTER_LOGIN) {
    const handle = table[name] as (...message: unknown[]) => void;
    table[name] = (...message) => (insidesOf(client).authenticated ? handle(...message) : transport.cut());
  }
}

type WholeChannelOpen = { [K in keyof ChannelOpen]: NonNullable<ChannelOpen[K]> };

function isWhole(asked: ChannelOpen): asked is WholeChannelOpen {
  const { type, sender, window, packetSize } = asked;
  return type !== undefined && sender !== undefined && window !== undefined && packetSize !== undefined;
}

function refusalOf({ type, packetSize }: WholeChannelOpen, mayOpen: () => boolean) {
  if (type !== 'session')
    return { reason: ADMINISTRATIVELY_PROHIBITED, sentence: 'this rack forwards no ports, sockets or displays' };
  if (packetSize < LEAST_PACKET)
    return { reason: ADMINISTRATIVELY_PROHIBITED, sentence: `packets must hold ${LEAST_PACKET} bytes or more` };
  if (!mayOpen()) return { reason: RESOURCE_SHORTAGE, sentence: 'this connection has as many sessions as it may have' };
  return undefined;
}

/** Undefined for numbers of channels that are not there, or are only reserved. */
function sessionOf(channel: unknown): SessionInsides | undefined {
  return typeof channel === 'object' && channel !== null ? (channel as SessionInsides) : undefined;
}

import type { Socket } from 'node:net';
import type { Connection as SshConnection } from 'ssh2';

/**
 * What this door uses of ssh2 1.17 beside its public interface, because what a client may do to a server is not bounded
 * there (mscdex/ssh2 #1504, #1505, #1508). The tests in test/integration/server/ssh/hostile.test.ts fail when a later version
 * differs.
 */
export interface Insides {
  _sock: Socket;
  _protocol: Protocol;
  _chanMgr: { get(id: number): unknown; remove(id: number): void };
  authenticated: boolean;
}

export interface Protocol {
  /** What is done about each kind of message; asked anew for each message. */
  _handlers: Handlers;
  /** The offer of algorithms while keys are exchanged; all other packets wait until that is over. */
  _kexinit: Buffer | undefined;
  channelOpenFail(channel: number, reason: number, description: string): void;
  channelClose(channel: number): void;
}

export interface Handlers {
  GLOBAL_REQUEST(protocol: Protocol, ...rest: unknown[]): void;
  CHANNEL_OPEN(protocol: Protocol, asked: ChannelOpen): void;
  CHANNEL_DATA(protocol: Protocol, channel: number, data: Buffer): void;
  CHANNEL_WINDOW_ADJUST(protocol: Protocol, channel: number, bytes: number): void;
  CHANNEL_REQUEST(protocol: Protocol, channel: number, ...rest: unknown[]): void;
  CHANNEL_CLOSE(protocol: Protocol, channel: number): void;
}

/** Numbers are undefined where the packet ended too early. */
export interface ChannelOpen {
  type: string | undefined;
  sender: number | undefined;
  window: number | undefined;
  packetSize: number | undefined;
}

/** One direction of a channel. */
export interface Direction {
  id: number;
  window: number;
  state: 'open' | 'eof' | 'closing' | 'closed';
}

/** A session as ssh2 keeps it: its channel is there when a command or a shell was accepted. */
export interface SessionInsides {
  _channel: { incoming: Direction; outgoing: Direction } | undefined;
  _chanInfo: { outgoing: Direction };
}

export const insidesOf = (client: SshConnection): Insides => client as unknown as Insides;

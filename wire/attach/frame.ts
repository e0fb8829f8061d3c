import type { Control, Outcome, Wish } from './wish.ts';

/** Which of a command's streams bytes belong to. */
export type Part = 'in' | 'out' | 'err';

/** One message of a link between server and agent. Bytes are binary messages, all others JSON. */
export type Frame = DataFrame | OtherFrame;

export interface DataFrame {
  type: 'data';
  stream: number;
  part: Part;
  bytes: Buffer;
}

export type OtherFrame =
  /** The server begins a stream. */
  | { type: 'open'; stream: number; wish: Wish }
  /** The reader has taken so many bytes: as many more may be sent. */
  | { type: 'credit'; stream: number; bytes: number }
  /** This side sends no more bytes. */
  | { type: 'end'; stream: number }
  | { type: 'control'; stream: number; control: Control }
  /** The server wants no more of it. */
  | { type: 'cancel'; stream: number }
  /** The agent is done with it. */
  | { type: 'close'; stream: number; outcome: Outcome };

const PARTS: readonly Part[] = ['in', 'out', 'err'];
const HEADER = 5;

/** The message of a frame; binary where it is a Buffer. */
export function writeFrame(frame: Frame): Buffer | string {
  if (frame.type !== 'data') return JSON.stringify(frame);
  const header = Buffer.allocUnsafe(HEADER);
  header.writeUInt8(PARTS.indexOf(frame.part));
  header.writeUInt32BE(frame.stream, 1);
  return Buffer.concat([header, frame.bytes]);
}

/** The frame of a message; undefined when it is none. */
export function readFrame(message: Buffer, isBinary: boolean): Frame | undefined {
  return isBinary ? readData(message) : readOther(message.toString());
}

// Private

const TYPES: readonly string[] = ['open', 'credit', 'end', 'control', 'cancel', 'close'];

function readData(message: Buffer): DataFrame | undefined {
  const part = PARTS[message[0] ?? PARTS.length];
  if (message.length < HEADER || part === undefined) return undefined;
  return { type: 'data', stream: message.readUInt32BE(1), part, bytes: message.subarray(HEADER) };
}

function readOther(text: string): OtherFrame | undefined {
  try {
    const frame = JSON.parse(text);
    return TYPES.includes(frame?.type) && Number.isInteger(frame.stream) ? frame : undefined;
  } catch {
    return undefined;
  }
}

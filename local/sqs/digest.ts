import { createHash } from 'node:crypto';
import type { MessageAttribute } from './messages.ts';

/** The MD5 by which clients see that a body arrived whole. */
export function md5Of(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** The same of a message's attributes, by AWS's recipe: by name, each part with its length before it. None where there are none. */
export function md5OfAttributes(attributes: Record<string, MessageAttribute>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute;
    hash.update(measured(Buffer.from(name))).update(measured(Buffer.from(DataType)));
    if (StringValue !== undefined) hash.update(Buffer.from([1])).update(measured(Buffer.from(StringValue)));
    else hash.update(Buffer.from([2])).update(measured(bytesOf(BinaryValue)));
  }
  return hash.digest('hex');
}

/** Bytes as they came over the wire, in base64, or as they are. */
export function bytesOf(value: string | Uint8Array | undefined): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.from(value ?? []);
}

// Private

function measured(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

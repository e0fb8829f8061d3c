import type { Readable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';

/** What a client sends on standard input. Throws a `Failure` `too_much_input` beyond so many bytes. */
export async function inputBytes(stdin: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most)
      throw new Failure('too_much_input', `Standard input has more than ${most / 1024} KiB, which is too much here.`, {
        hint: 'Large files belong in a bucket: ssh rack resources create s3',
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The text that a client sends on standard input. Throws a `Failure` `too_much_input` beyond so many bytes. */
export async function inputText(stdin: Readable, most: number): Promise<string> {
  return (await inputBytes(stdin, most)).toString();
}

import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';

/** One entry of an archive that a test makes: a file by its text, or whatever its header says. */
export type ArchiveEntry = Partial<Header> & { name: string; text?: string };

/** A tar archive of these entries, in this order. */
export function archiveOf(...entries: ArchiveEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { text, ...header } of entries) archive.entry(header as Header, text ?? '');
  archive.finalize();
  return buffer(archive);
}

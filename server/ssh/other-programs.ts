import { Failure } from '../../lib/failure.ts';

const FILES = 'This rack keeps no files to copy: apps come by git push, and their files are in their repositories.';

/** What people try over SSH that is no command of a rack, and what to tell them. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['scp', FILES],
  ['sftp', FILES],
  ['sftp-server', FILES],
  ['rsync', FILES],
  ['git-lfs-authenticate', 'This rack stores no Git LFS objects; commit the files themselves.'],
  ['git-lfs-transfer', 'This rack stores no Git LFS objects; commit the files themselves.'],
  ['git-shell', 'This rack has no shell; it serves git push, git fetch and its own commands.'],
  ['sh', 'This rack has no shell; it serves git push, git fetch and its own commands.'],
  ['bash', 'This rack has no shell; it serves git push, git fetch and its own commands.'],
  ['mosh-server', 'This rack has no shell; it serves git push, git fetch and its own commands.'],
]);

/** True for the name of a program, with or without its folder, that people start on other servers. */
export function isOtherProgram(word: string | undefined): word is string {
  return word !== undefined && OTHERS.has(programOf(word));
}

/** The refusal of a program or subsystem that a rack does not have. */
export function notServed(name: string): Failure {
  const sentence = OTHERS.get(programOf(name)) ?? `This rack has no "${name.slice(0, 40)}".`;
  return new Failure('not_served', sentence, { hint: 'See what it does with: ssh rack help' });
}

// Private

function programOf(word: string): string {
  return word.split('/').at(-1) as string;
}

/*
 * The forms of the kernel's files that tell what is taken; see Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst.
 */

/** The number behind a word: `inactive_file 4096`. */
export function numberOf(text: string, word: string): number | undefined {
  const match = new RegExp(`^${word} (\\d+)$`, 'm').exec(text);
  return match ? Number(match[1]) : undefined;
}

/** A limit in bytes; none is `max`, and with the first version a number that no machine has. */
export function limitOf(text: string): number | undefined {
  const limit = Number(text);
  return Number.isNaN(limit) || limit >= NO_LIMIT ? undefined : limit;
}

/** Bytes read and written by `io.stat`: `8:0 rbytes=90112 wbytes=0 rios=2 …` on a line for each disk. */
export function ioOf(text: string): Transferred {
  return { read: sum(text, /\brbytes=(\d+)/g), written: sum(text, /\bwbytes=(\d+)/g) };
}

/** Bytes read and written by `blkio.throttle.io_service_bytes`: `8:0 Read 90112` */
export function blkioOf(text: string): Transferred {
  return { read: sum(text, /^\d+:\d+ Read (\d+)/gm), written: sum(text, /^\d+:\d+ Write (\d+)/gm) };
}

/** Bytes that came in and went out over those interfaces of `/proc/<pid>/net/dev` that `counts` is true of. */
export function networkOf(text: string, counts = (name: string) => name !== 'lo'): Network {
  const rows = [...text.matchAll(INTERFACE)].filter(([, name]) => counts(name as string));
  return rows.reduce((all, [, , received, sent]) => ({ in: all.in + Number(received), out: all.out + Number(sent) }), {
    in: 0,
    out: 0,
  });
}

export interface Transferred {
  read: number;
  written: number;
}

export interface Network {
  in: number;
  out: number;
}

// Private

const NO_LIMIT = 2 ** 60;

/** `  eth0: 1296 16 0 0 0 0 0 0 90 1 …`: bytes received are the first number, bytes sent the ninth. */
const INTERFACE = /^\s*([^\s:]+):\s*(\d+)(?:\s+\d+){7}\s+(\d+)/gm;

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((all, [, bytes]) => all + Number(bytes), 0);
}

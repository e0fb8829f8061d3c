/** One entry of Docker's json-file: a line, or a piece (16 KiB) of a line that has not ended. */
export interface FileEntry {
  time: string;
  stream: 'stdout' | 'stderr';
  text: string;
  /** False for a piece that more of the same line follows. */
  endsLine: boolean;
  /** Bytes from the end of the entry before to the end of this one, its line end included. */
  size: number;
}

const LINE_FEED = 0x0a;

/**
 * The complete entries at the start of these bytes, and how many bytes hold complete entries: a tail without line end is
 * left for later. What cannot be read is passed over and counted to the entry after it.
 */
export function readEntries(bytes: Buffer): { entries: FileEntry[]; consumed: number } {
  const entries: FileEntry[] = [];
  let at = 0;
  let from = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, at)) {
    const entry = parse(bytes.toString('utf8', at, end));
    at = end + 1;
    if (!entry) continue;
    entries.push({ ...entry, size: at - from });
    from = at;
  }
  return { entries, consumed: at };
}

// Private

function parse(json: string): Omit<FileEntry, 'size'> | undefined {
  const raw = tryParse(json) ?? tryParse(afterTornWrite(json));
  if (typeof raw?.log !== 'string') return undefined;
  const endsLine = raw.log.endsWith('\n');
  return {
    time: String(raw.time),
    stream: raw.stream === 'stderr' ? 'stderr' : 'stdout',
    text: endsLine ? raw.log.slice(0, -1) : raw.log,
    endsLine,
  };
}

/** After a power cut Docker appends to the half entry that it had written. */
function afterTornWrite(json: string): string {
  return json.slice(Math.max(0, json.lastIndexOf('{"log":')));
}

function tryParse(json: string): { log?: unknown; stream?: unknown; time?: unknown } | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

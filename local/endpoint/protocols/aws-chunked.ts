import { AwsError } from '../service.ts';

/** Bytes in frames, and the headers that follow them. */
export interface Unframed {
  bytes: Buffer;
  trailers: Record<string, string>;
}

/** True when a body comes in the frames of `aws-chunked`. */
export function isFramed(headers: Record<string, string>): boolean {
  return encodings(headers).includes('aws-chunked') || !!headers['x-amz-content-sha256']?.startsWith('STREAMING-');
}

/** What a body is encoded with besides `aws-chunked`, which is of the way and not of the object. */
export function contentEncoding(headers: Record<string, string>): string | undefined {
  const own = encodings(headers).filter((each) => each !== 'aws-chunked');
  return own.length > 0 ? own.join(',') : undefined;
}

/** A body without its frames: `<hex size>[;…]\r\n<bytes>\r\n`, to a size of 0, then trailers and an empty line. */
export function unframed(body: Buffer, headers: Record<string, string>): Unframed {
  const length = headers['x-amz-decoded-content-length'] ?? '';
  if (!/^\d+$/.test(length)) throw missingLength();
  const parts: Buffer[] = [];
  let at = 0;
  for (let frame = frameAt(body, at); frame.bytes.length > 0; frame = frameAt(body, at)) {
    parts.push(frame.bytes);
    at = frame.end;
  }
  const bytes = Buffer.concat(parts);
  if (bytes.length !== Number(length)) throw incomplete();
  return { bytes, trailers: trailersIn(body.subarray(body.indexOf(LINE_END, at))) };
}

// Private

const LINE_END = '\r\n';

function encodings(headers: Record<string, string>): string[] {
  const names = (headers['content-encoding'] ?? '').split(',').map((each) => each.trim());
  return names.filter(Boolean);
}

function frameAt(body: Buffer, at: number): { bytes: Buffer; end: number } {
  const lineEnd = body.indexOf(LINE_END, at);
  const [, size] = /^([0-9a-f]+)(?:;.*)?$/i.exec(lineEnd < 0 ? '' : body.subarray(at, lineEnd).toString()) ?? [];
  if (size === undefined) throw incomplete();
  const start = lineEnd + LINE_END.length;
  const end = start + Number.parseInt(size, 16);
  const isLast = end === start;
  if (!isLast && body.subarray(end, end + LINE_END.length).toString() !== LINE_END) throw incomplete();
  return { bytes: body.subarray(start, end), end: end + LINE_END.length };
}

function trailersIn(rest: Buffer): Record<string, string> {
  const lines = rest.toString().split(/\r?\n/).filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
}

function incomplete(): AwsError {
  const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return new AwsError('IncompleteBody', message);
}

function missingLength(): AwsError {
  return new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
}

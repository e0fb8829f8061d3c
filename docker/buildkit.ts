/**
 * The progress of a BuildKit build. The engine sends it as base64 of the protobuf message
 * `moby.buildkit.v1.StatusResponse`; only the fields that a person wants to see are decoded here, so no schema is needed.
 */
export interface Status {
  vertexes: Vertex[];
  logs: { vertex: string; message: Buffer }[];
}

/** A step of a build. */
export interface Vertex {
  digest: string;
  name: string;
  cached: boolean;
  started: boolean;
  completed: boolean;
  error: string;
}

/** Decodes the `aux` of a `moby.buildkit.trace` record. */
export function decodeStatus(base64: string): Status {
  const status: Status = { vertexes: [], logs: [] };
  for (const { field, value } of fields(Buffer.from(base64, 'base64'))) {
    if (field === 1) status.vertexes.push(vertex(value as Buffer));
    if (field === 3) status.logs.push(vertexLog(value as Buffer));
  }
  return status;
}

/** The fields of a protobuf message: numbers for varints, bytes for all that has a length; fixed-size ones are left out. */
export function* fields(bytes: Buffer): Generator<{ field: number; value: number | Buffer }> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, type] = [Math.floor(key / 8), key % 8];
    if (type === 0) yield { field, value: varint() };
    else if (type === 2) {
      const length = varint();
      yield { field, value: bytes.subarray(at, at + length) };
      at += length;
    } else at += type === 1 ? 8 : 4;
  }
}

// Private

function vertex(bytes: Buffer): Vertex {
  const found: Vertex = { digest: '', name: '', cached: false, started: false, completed: false, error: '' };
  for (const { field, value } of fields(bytes)) {
    if (field === 1) found.digest = String(value);
    if (field === 3) found.name = String(value);
    if (field === 4) found.cached = value === 1;
    if (field === 5) found.started = true;
    if (field === 6) found.completed = true;
    if (field === 7) found.error = String(value);
  }
  return found;
}

function vertexLog(bytes: Buffer): Status['logs'][number] {
  const found: Status['logs'][number] = { vertex: '', message: Buffer.alloc(0) };
  for (const { field, value } of fields(bytes)) {
    if (field === 1) found.vertex = String(value);
    if (field === 4) found.message = value as Buffer;
  }
  return found;
}

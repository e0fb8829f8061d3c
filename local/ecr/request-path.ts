/** What a request to the registry is about. */
export type Subject =
  | { kind: 'version' }
  | { kind: 'manifest'; repository: string; reference: string }
  | { kind: 'tags'; repository: string }
  | { kind: 'blob'; repository: string };

const REPOSITORY = '[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*';
const MANIFEST = new RegExp(`^/v2/(${REPOSITORY})/manifests/([^/]+)$`);
const TAGS = new RegExp(`^/v2/(${REPOSITORY})/tags/list$`);
const BLOB = new RegExp(`^/v2/(${REPOSITORY})/blobs/(?:sha256:[0-9a-f]{64}|uploads/[\\w=-]*)$`);

/** Reads a path of the registry's HTTP API; undefined for what is none that a Docker client needs. */
export function subjectOf(path: string): Subject | undefined {
  if (path === '/v2/' || path === '/v2') return { kind: 'version' };
  const manifest = MANIFEST.exec(path);
  if (manifest) return { kind: 'manifest', repository: manifest[1] as string, reference: manifest[2] as string };
  const tags = TAGS.exec(path);
  if (tags) return { kind: 'tags', repository: tags[1] as string };
  const blob = BLOB.exec(path);
  return blob ? { kind: 'blob', repository: blob[1] as string } : undefined;
}

export const isDigest = (reference: string) => /^sha256:[0-9a-f]{64}$/.test(reference);

export const isTag = (reference: string) => /^\w[\w.-]{0,127}$/.test(reference);

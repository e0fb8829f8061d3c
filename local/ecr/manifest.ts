/** The bytes of everything that a manifest names: config and layers, or the manifests of an index. */
export function manifestSize(manifest: Manifest): number {
  const parts = [manifest.config, ...(manifest.layers ?? []), ...(manifest.manifests ?? [])];
  return parts.reduce((sum, part) => sum + (Number(part?.size) || 0), 0);
}

export interface Manifest {
  mediaType?: string;
  config?: { size?: number; mediaType?: string };
  layers?: { size?: number }[];
  manifests?: { size?: number; digest?: string }[];
}

/** A manifest from its bytes; an empty one when they are none, which the registry then refuses. */
export function parseManifest(bytes: Buffer): Manifest {
  try {
    return JSON.parse(bytes.toString()) ?? {};
  } catch {
    return {};
  }
}

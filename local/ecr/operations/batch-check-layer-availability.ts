import type { Ecr, EcrOperation } from '../ecr.ts';

export const batchCheckLayerAvailability: EcrOperation = (ecr) => async (input) => {
  const { name } = ecr.repository(input);
  const digests: string[] = input.layerDigests ?? [];
  return { layers: await Promise.all(digests.map((digest) => layerOf(ecr, name, digest))), failures: [] };
};

async function layerOf({ registry }: Ecr, repository: string, layerDigest: string): Promise<object> {
  const layerSize = /^sha256:[0-9a-f]{64}$/.test(layerDigest)
    ? await registry.hasBlob(repository, layerDigest)
    : undefined;
  if (layerSize === undefined) return { layerDigest, layerAvailability: 'UNAVAILABLE' };
  return { layerDigest, layerAvailability: 'AVAILABLE', layerSize };
}

import type { Ecr, EcrOperation } from '../ecr.ts';
import { imageIdsIn } from '../input.ts';
import type { ImageId } from '../model.ts';

export const batchGetImage: EcrOperation = (ecr) => async (input) => {
  const { name } = ecr.repository(input);
  const ids = imageIdsIn(input);
  const found = await Promise.all(ids.map((id) => imageOf(ecr, name, id)));
  const missing = ids.filter((_, index) => found[index] === undefined);
  return { images: found.filter((image) => image !== undefined), failures: missing.map(notFound) };
};

/** What an operation on several images says of one that is not there, or that is not named at all. */
export const notFound = (imageId: ImageId) =>
  imageId.imageDigest === undefined && imageId.imageTag === undefined
    ? {
        imageId,
        failureCode: 'MissingDigestAndTag',
        failureReason: 'Invalid request parameters: both tag and digest cannot be null',
      }
    : { imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };

// Private

async function imageOf(ecr: Ecr, repositoryName: string, id: ImageId): Promise<object | undefined> {
  const image = ecr.images.find(repositoryName, id);
  const imageManifest = image && (await ecr.registry.manifest(repositoryName, image.digest));
  if (imageManifest === undefined) return undefined;
  return {
    registryId: ecr.config.account,
    repositoryName,
    imageId: { ...id, imageDigest: image?.digest },
    imageManifest,
    imageManifestMediaType: image?.mediaType,
  };
}

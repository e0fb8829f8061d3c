import type { Ecr, EcrOperation } from '../ecr.ts';
import { imageIdsIn } from '../input.ts';
import type { Image, ImageId } from '../model.ts';
import { notFound } from './batch-get-image.ts';

/** By a tag, the tag goes, and the image with its last one; by a digest, the image goes with all of its tags. */
export const batchDeleteImage: EcrOperation = (ecr) => async (input) => {
  const { name } = ecr.repository(input);
  const imageIds: ImageId[] = [];
  const failures: object[] = [];
  for (const id of imageIdsIn(input)) {
    const image = ecr.images.find(name, id);
    if (image) imageIds.push(...(await remove(ecr, image, id)));
    else failures.push(notFound(id));
  }
  return { imageIds, failures };
};

// Private

async function remove(ecr: Ecr, image: Image, id: ImageId): Promise<ImageId[]> {
  const tags = ecr.images.tagsOf(image);
  if (id.imageTag !== undefined && tags.length > 1) {
    ecr.images.removeTag(image.repository, id.imageTag);
    return [{ imageDigest: image.digest, imageTag: id.imageTag }];
  }
  await ecr.removeImage(image);
  if (tags.length === 0) return [{ imageDigest: image.digest }];
  return tags.map((imageTag) => ({ imageDigest: image.digest, imageTag }));
}

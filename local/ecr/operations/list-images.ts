import type { EcrOperation } from '../ecr.ts';
import { page } from '../input.ts';
import type { ImageId } from '../model.ts';

/** An id for each tag, and one for each image without any. */
export const listImages: EcrOperation = (ecr) => (input) => {
  const { name } = ecr.repository(input);
  const ids = ecr.images.list(name).flatMap((image): ImageId[] => {
    const tags = ecr.images.tagsOf(image).map((imageTag) => ({ imageDigest: image.digest, imageTag }));
    return tags.length > 0 ? tags : [{ imageDigest: image.digest }];
  });
  const wanted = input.filter?.tagStatus ?? 'ANY';
  const filtered = ids.filter(({ imageTag }) => wanted === 'ANY' || (wanted === 'TAGGED') === (imageTag !== undefined));
  const { items, ...next } = page(filtered, input);
  return { imageIds: items, ...next };
};

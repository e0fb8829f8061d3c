import type { EcrOperation } from '../ecr.ts';
import { imageNotFound } from '../errors.ts';
import { page } from '../input.ts';
import type { Image, ImageId } from '../model.ts';

export const describeImages: EcrOperation = (ecr) => (input) => {
  const { name } = ecr.repository(input);
  const { items, ...next } = page(asked(), input);
  return { imageDetails: items.map(view), ...next };

  function asked(): Image[] {
    const ids: ImageId[] = input.imageIds ?? [];
    if (ids.length > 0) return [...new Map(ids.map(found).map((image) => [image.digest, image])).values()];
    const wanted = input.filter?.tagStatus ?? 'ANY';
    const all = ecr.images.list(name);
    return wanted === 'ANY'
      ? all
      : all.filter((image) => (wanted === 'TAGGED') === ecr.images.tagsOf(image).length > 0);
  }

  function found(id: ImageId): Image {
    const image = ecr.images.find(name, id);
    if (!image) throw imageNotFound(id, name, ecr.config.account);
    return image;
  }

  function view(image: Image): object {
    const tags = ecr.images.tagsOf(image);
    return {
      registryId: ecr.config.account,
      repositoryName: name,
      imageDigest: image.digest,
      ...(tags.length > 0 && { imageTags: tags }),
      imageSizeInBytes: image.size,
      imagePushedAt: new Date(image.pushedAt),
      imageManifestMediaType: image.mediaType,
    };
  }
};

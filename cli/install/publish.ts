import { DescribeImagesCommand, type ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { type Credentials, pushImage } from '../../docker/push.ts';
import { Failure } from '../../lib/failure.ts';
import type { ImageJob, RackImage } from '../image/build.ts';

export interface PublishJob extends ImageJob {
  ecr: ECRClient;
  /** `<registry>/<rack>/rack`. */
  repositoryUri: string;
}

/** The rack's image in its registry, by digest; it is built and pushed unless this version of it is there. */
export async function publishRackImage(image: RackImage, job: PublishJob): Promise<string> {
  const tag = image.tag(job.stack);
  const known = await publishedImage(job.ecr, { ...job, tag });
  if (known) return known;
  job.say('Building the image of server and agent');
  const id = await image.build(job);
  job.say(`Pushing it to ${job.repositoryUri}`);
  const credentials = await credentialsOf(job.ecr);
  const { repositoryUri: repository, signal } = job;
  const { reference, sent } = await pushImage(job.engine, { image: id, repository, tag, credentials, signal });
  job.say(`Pushed ${(sent / 1e6).toFixed(0)} MB`);
  return reference;
}

/** The image with this tag by digest; undefined when the repository has none. */
export async function publishedImage(
  ecr: ECRClient,
  { repositoryUri, tag: imageTag }: { repositoryUri: string; tag: string },
): Promise<string | undefined> {
  const repositoryName = repositoryUri.slice(repositoryUri.indexOf('/') + 1);
  try {
    const { imageDetails: [found] = [] } = await ecr.send(
      new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag }] }),
    );
    return found?.imageDigest && `${repositoryUri}@${found.imageDigest}`;
  } catch (error) {
    if ((error as Error).name === 'ImageNotFoundException') return undefined;
    throw error;
  }
}

// Private

async function credentialsOf(ecr: ECRClient): Promise<Credentials> {
  const { authorizationData: [data] = [] } = await ecr.send(new GetAuthorizationTokenCommand({}));
  const [username, password] = Buffer.from(data?.authorizationToken ?? '', 'base64')
    .toString()
    .split(':');
  if (username && password) return { username, password };
  throw new Failure('no_registry_token', 'ECR gave no credentials for its registry.', { blame: 'rack' });
}

import { BatchGetImageCommand, type ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { Failure } from '../../lib/failure.ts';

/** A token is asked for anew when it has less than this left. */
const SPARE_MS = 10 * 60_000;

/** The rack's image registry. */
export class Registry {
  private readonly client: ECRClient;
  private token: { username: string; password: string; expiresAt: number } | undefined;

  constructor(client: ECRClient) {
    this.client = client;
  }

  /** Credentials for pushes and pulls, kept while they are good. */
  async credentials(): Promise<{ username: string; password: string }> {
    if (!this.token || this.token.expiresAt - Date.now() < SPARE_MS) this.token = await this.ask();
    const { username, password } = this.token;
    return { username, password };
  }

  /** Whether an image, named by digest (`registry/repository@sha256:…`), is still there. */
  async has(image: string): Promise<boolean> {
    const [, repositoryName = '', imageDigest] = /^[^/]+\/(.+)@(sha256:.+)$/.exec(image) ?? [];
    const imageIds = [{ imageDigest }];
    try {
      const { images = [] } = await this.client.send(new BatchGetImageCommand({ repositoryName, imageIds }));
      return images.length > 0;
    } catch (error) {
      if ((error as Error).name === 'RepositoryNotFoundException') return false;
      throw error;
    }
  }

  // Private

  private async ask() {
    const { authorizationData: [data] = [] } = await this.client.send(new GetAuthorizationTokenCommand({}));
    if (!data) throw new Failure('no_registry', 'ECR gave no authorization token.', { blame: 'rack' });
    const [username, password] = Buffer.from(data.authorizationToken!, 'base64').toString().split(':');
    return { username: username!, password: password!, expiresAt: data.expiresAt!.getTime() };
  }
}

import type { Engine } from '../docker/engine.ts';
import { pullImage, type RegistryLogin, registryOf } from '../docker/images.ts';
import type { CallAws } from '../endpoint/service.ts';

/** Gets images that are not at the engine yet. */
export class ImageSource {
  private readonly engine: Engine;
  private readonly callAws: CallAws;

  constructor(engine: Engine, callAws: CallAws) {
    this.engine = engine;
    this.callAws = callAws;
  }

  /** Pulls an image, from ECR with the credentials that ECR gives out. */
  async pull(image: string): Promise<void> {
    await pullImage(this.engine, image, await this.login(registryOf(image)));
  }

  // Private

  private async login(registry: string): Promise<RegistryLogin | undefined> {
    if (registry === 'docker.io') return undefined;
    const answer = await this.callAws('ecr', 'GetAuthorizationToken', {});
    const { authorizationToken, proxyEndpoint } = answer.authorizationData[0];
    if (hostOf(proxyEndpoint) !== registry) return undefined;
    const [username = '', password = ''] = Buffer.from(authorizationToken, 'base64').toString().split(':');
    return { username, password, serveraddress: registry };
  }
}

// Private

function hostOf(endpoint: string): string {
  return endpoint.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

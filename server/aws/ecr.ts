import { type ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { Failure } from '../../lib/failure.ts';

/** A token is asked for anew when it has less than this left. */
const SPARE_MS = 10 * 60_000;

/** The image registry's credentials, kept while they are good. */
export class Registry {
  private readonly client: ECRClient;
  private token: { username: string; password: string; expiresAt: number } | undefined;

  constructor(client: ECRClient) {
    this.client = client;
  }

  async credentials(): Promise<{ username: string; password: string }> {
    if (!this.token || this.token.expiresAt - Date.now() < SPARE_MS) this.token = await this.ask();
    const { username, password } = this.token;
    return { username, password };
  }

  // Private

  private async ask() {
    const { authorizationData: [data] = [] } = await this.client.send(new GetAuthorizationTokenCommand({}));
    if (!data) throw new Failure('no_registry', 'ECR gave no authorization token.', { blame: 'rack' });
    const [username, password] = Buffer.from(data.authorizationToken!, 'base64').toString().split(':');
    return { username: username!, password: password!, expiresAt: data.expiresAt!.getTime() };
  }
}

import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

/** The secrets that hold apps' environments: one a app, one version a release, found by the release's id as its label. */
export class Secrets {
  private readonly client: SecretsManagerClient;

  constructor(client: SecretsManagerClient) {
    this.client = client;
  }

  /**
   * Stores values as a version labelled `label` and answers the secret's ARN. Secrets Manager allows 20 labels a secret,
   * so those not in `keep` are taken off their versions.
   */
  async put(name: string, values: Record<string, string>, label: string, keep: readonly string[]): Promise<string> {
    const secret = (await this.describe(name)) ?? (await this.create(name));
    await this.dropLabels(secret, [...keep, label]);
    await this.client.send(
      new PutSecretValueCommand({
        SecretId: secret.ARN!,
        SecretString: JSON.stringify(values),
        VersionStages: ['AWSCURRENT', label],
      }),
    );
    return secret.ARN!;
  }

  /** The text that a secret holds. */
  async read(id: string): Promise<string> {
    const { SecretString } = await this.client.send(new GetSecretValueCommand({ SecretId: id }));
    return SecretString!;
  }

  /** The ARN of a secret that has a version of this label; undefined when it has none. */
  async find(name: string, label: string): Promise<string | undefined> {
    const secret = await this.describe(name);
    const labels = Object.values(secret?.VersionIdsToStages ?? {}).flat();
    return labels.includes(label) ? secret?.ARN : undefined;
  }

  async delete(name: string): Promise<void> {
    try {
      await this.client.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  // Private

  private async describe(name: string): Promise<Partial<DescribeSecretCommandOutput> | undefined> {
    try {
      return await this.client.send(new DescribeSecretCommand({ SecretId: name }));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private async create(name: string): Promise<Partial<DescribeSecretCommandOutput>> {
    const { ARN } = await this.client.send(new CreateSecretCommand({ Name: name }));
    return { ARN };
  }

  private async dropLabels(secret: Partial<DescribeSecretCommandOutput>, keep: string[]): Promise<void> {
    for (const [version, labels] of Object.entries(secret.VersionIdsToStages ?? {})) {
      for (const label of labels.filter((each) => !each.startsWith('AWS') && !keep.includes(each))) {
        await this.client.send(
          new UpdateSecretVersionStageCommand({
            SecretId: secret.ARN!,
            VersionStage: label,
            RemoveFromVersionId: version,
          }),
        );
      }
    }
  }
}

// Private

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}

import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { appStacks } from './apps.ts';
import type { Clients } from './clients.ts';
import type { Installation } from './installation.ts';
import { deleteAppSecrets, emptyBucket, unprotectInstances } from './letting-go.ts';
import { Stack } from './stack.ts';

/** Takes a rack out of an account: its apps, its stack, its registry. Can be run again after a failure at any point. */
export class Uninstallation {
  private readonly clients: Clients;
  private readonly installation: Installation;
  private readonly say: (line: string) => void;

  constructor(clients: Clients, installation: Installation, say: (line: string) => void) {
    this.clients = clients;
    this.installation = installation;
    this.say = say;
  }

  private get rack(): string {
    return this.installation.stack.name;
  }

  /** The names of the apps that the rack still has. */
  async apps(): Promise<string[]> {
    return (await appStacks(this.clients.cloudFormation, this.rack)).map(({ app }) => app);
  }

  /** Deletes all apps, one after the other, with their settings. */
  async removeApps(): Promise<void> {
    for (const { app, stack } of await appStacks(this.clients.cloudFormation, this.rack)) {
      this.say(`Deleting the app ${app}`);
      await this.installation.remove(new Stack(this.clients.cloudFormation, stack));
    }
    await deleteAppSecrets(this.clients.secrets, this.rack);
  }

  /** Deletes the rack and its registry; answers what CloudFormation kept. */
  async removeRack(): Promise<string[]> {
    const { stack, registry } = this.installation;
    if (await stack.find()) await this.letGo();
    this.say(`Deleting the stack ${stack.name}`);
    const kept = await this.installation.remove(stack);
    this.say(`Deleting the stack ${registry.name}`);
    return [...kept, ...(await this.installation.remove(registry))];
  }

  // Private

  private async letGo(): Promise<void> {
    const found = await this.clients.cloudFormation.send(new DescribeStackResourcesCommand({ StackName: this.rack }));
    const physical = (id: string) =>
      found.StackResources?.find(({ LogicalResourceId, ResourceStatus }) => {
        return LogicalResourceId === id && ResourceStatus !== 'DELETE_COMPLETE';
      })?.PhysicalResourceId;
    const [group, bucket] = [physical('Instances'), physical('Templates')];
    if (group) await unprotectInstances(this.clients.autoScaling, group);
    if (bucket) await emptyBucket(this.clients.s3, bucket);
  }
}

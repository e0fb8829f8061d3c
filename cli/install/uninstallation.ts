import { appStacks } from './apps.ts';
import type { Clients } from './clients.ts';
import type { Installation } from './installation.ts';
import { deleteAppSecrets } from './letting-go.ts';
import { resourceNames } from './resources.ts';
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

  /** The names of the databases and other resources that the rack still has. */
  resources(): Promise<string[]> {
    return resourceNames(this.clients.cloudFormation, this.rack);
  }

  /** Deletes the stacks of all apps, one after the other. */
  async removeApps(): Promise<void> {
    for (const { app, stack } of await appStacks(this.clients.cloudFormation, this.rack)) {
      this.say(`Deleting the app ${app}`);
      await this.installation.remove(new Stack(this.clients.cloudFormation, stack));
    }
  }

  /** Deletes the rack, the settings of its apps and its registry, as far as they are there; answers what CloudFormation kept. */
  async removeRack(): Promise<string[]> {
    const { stack, registry } = this.installation;
    const kept = await this.removed(stack);
    // After the server, which would write them anew; always, as an earlier command may have ended before it came to this.
    await deleteAppSecrets(this.clients.secrets, this.rack);
    return [...kept, ...(await this.removed(registry))];
  }

  // Private

  private async removed(stack: Stack): Promise<string[]> {
    if (!(await stack.find())) return [];
    this.say(`Deleting the stack ${stack.name}`);
    return this.installation.remove(stack);
  }
}

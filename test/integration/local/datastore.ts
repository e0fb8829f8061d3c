import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import Docker from 'dockerode';
import { poll } from '../../../lib/retry.ts';
import { run } from '../../../lib/run.ts';
import { RACK_LABEL } from '../../../local/config.ts';
import { EndpointProcess } from './endpoint/endpoint-process.ts';

/** How long what takes its time may take, an image that is built for the first time among it. */
const PATIENCE = 240_000;
const PACE = { first: 50, factor: 1.2, most: 500 };

/** A local endpoint of its own with stacks in it, and clients in containers where apps would be. */
export class DataRack {
  readonly endpoint: EndpointProcess;
  readonly stacks: CloudFormationClient;
  private readonly docker = new Docker();

  static async start(): Promise<DataRack> {
    return new DataRack(await EndpointProcess.start());
  }

  private constructor(endpoint: EndpointProcess) {
    this.endpoint = endpoint;
    this.stacks = new CloudFormationClient(endpoint.client);
  }

  /** Makes the stack, or brings it to the template; answers its outputs. */
  async stack(StackName: string, TemplateBody: string): Promise<Record<string, string>> {
    const input = { StackName, TemplateBody };
    if (await this.status(StackName)) await this.stacks.send(new UpdateStackCommand(input));
    else await this.stacks.send(new CreateStackCommand(input));
    const stack = await this.until(async () => {
      const { Stacks } = await this.stacks.send(new DescribeStacksCommand({ StackName }));
      const status = Stacks?.[0]?.StackStatus ?? '';
      if (/FAILED|ROLLBACK/.test(status)) throw new Error(`${status}: ${await this.story(StackName)}`);
      return /_COMPLETE$/.test(status) ? Stacks?.[0] : undefined;
    });
    return Object.fromEntries((stack.Outputs ?? []).map((each) => [each.OutputKey, each.OutputValue ?? '']));
  }

  async deleteStack(StackName: string): Promise<void> {
    await this.stacks.send(new DeleteStackCommand({ StackName }));
  }

  /** What the stack is in; nothing when it is gone. */
  async status(StackName: string): Promise<string | undefined> {
    const answer = await this.stacks.send(new DescribeStacksCommand({ StackName })).catch(() => undefined);
    return answer?.Stacks?.[0]?.StackStatus;
  }

  /** All that the stack's events say. */
  async story(StackName: string): Promise<string> {
    return JSON.stringify((await this.stacks.send(new DescribeStackEventsCommand({ StackName }))).StackEvents);
  }

  /** The name of a data store's container. */
  container(store: string): string {
    return `rack-${this.endpoint.rack}-${store}`;
  }

  /** Docker's own words on a container, as whoever can ask the engine reads them. */
  inspect(store: string): Promise<Docker.ContainerInspectInfo> {
    return this.docker.getContainer(this.container(store)).inspect();
  }

  /** What a container of a store has logged. */
  async logs(store: string): Promise<string> {
    const { stdout, stderr } = await run(['docker', 'logs', this.container(store)]);
    return stdout + stderr;
  }

  /** Runs a client in a container of the rack's network, from the image of a store; answers what it prints. */
  async client(store: string, argv: string[], env: Record<string, string> = {}): Promise<string> {
    const { Image } = await this.inspect(store);
    const label = `${RACK_LABEL}=${this.endpoint.rack}`;
    const where = ['docker', 'run', '--rm', '--network', `rack-${this.endpoint.rack}`, '--label', label];
    const variables = Object.keys(env).flatMap((name) => ['-e', name]);
    const [program, ...args] = argv as [string, ...string[]];
    const { stdout } = await run([...where, ...variables, '--entrypoint', program, Image, ...args], { env });
    return stdout.trim();
  }

  /** Asks until the answer is something. */
  until<T>(look: () => Promise<T | undefined>): Promise<T> {
    return poll(look, { pace: PACE, signal: AbortSignal.timeout(PATIENCE) });
  }

  async clean(): Promise<void> {
    this.stacks.destroy();
    await this.endpoint.clean();
  }
}

import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { EndpointProcess } from '../test/integration/local/endpoint/endpoint-process.ts';
import { appTemplate, rackTemplate } from './estate-templates.ts';

export const CLUSTER = 'bench';
const IMAGE = 'rack/debian:bookworm';
/** Of so many apps one has a web process: a load balancer takes a hundred rules. */
const APPS_A_WEB = 11;
/** Apps that are made at the same time. */
const AT_ONCE = 8;

/** A local endpoint of its own with so many apps, each a stack with a service, and a few services whose tasks really run. */
export class Estate {
  readonly apps: number;
  readonly cloudformation: CloudFormationClient;
  readonly ecs: ECSClient;
  private readonly endpoint: EndpointProcess;
  private releases = 0;

  private constructor(endpoint: EndpointProcess, apps: number) {
    this.endpoint = endpoint;
    this.apps = apps;
    this.cloudformation = new CloudFormationClient({ ...endpoint.client, maxAttempts: 1 });
    this.ecs = new ECSClient({ ...endpoint.client, maxAttempts: 1 });
  }

  static async start(apps: number): Promise<Estate> {
    return new Estate(await EndpointProcess.start({ RACK: `test-bench-${process.pid}-${apps}` }), apps);
  }

  async fill(running: number): Promise<void> {
    const port = await freePort();
    await this.cloudformation.send(new CreateStackCommand({ StackName: 'bench', TemplateBody: rackTemplate(port) }));
    await this.stands('bench', 'CREATE_COMPLETE');
    const numbers = Array.from({ length: this.apps }, (_, index) => index);
    const worker = async () => {
      for (let app = numbers.shift(); app !== undefined; app = numbers.shift())
        await this.make(`app-${app}`, app % APPS_A_WEB === 0, app + 1);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    for (let index = 0; index < running; index++) await this.run(index);
  }

  /** A new release of an app: its stack is updated until it stands. */
  async release(app: string): Promise<void> {
    const Parameters = [
      { ParameterKey: 'Release', ParameterValue: `R${++this.releases}` },
      ...['App', 'Priority'].map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    ];
    const input = { StackName: app, UsePreviousTemplate: true, Capabilities: ['CAPABILITY_IAM' as const], Parameters };
    await this.cloudformation.send(new UpdateStackCommand(input));
    await this.stands(app, 'UPDATE_COMPLETE');
  }

  /** A new app, and its end. */
  async comeAndGo(index: number): Promise<void> {
    const StackName = await this.make(`passing-${index}`, false, 1);
    const { Stacks } = await this.cloudformation.send(new DescribeStacksCommand({ StackName }));
    await this.cloudformation.send(new DeleteStackCommand({ StackName }));
    await this.stands(Stacks?.[0]?.StackId as string, 'DELETE_COMPLETE');
  }

  /** A new deployment of a service until it is the only one. */
  async redeploy(service: string): Promise<void> {
    await this.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service, forceNewDeployment: true }));
    await this.steady(service);
  }

  /** Milliseconds of processor time that the endpoint has used. */
  processorTime(): number {
    const fields = readFileSync(`/proc/${this.endpoint.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * MILLISECONDS_A_TICK;
  }

  /** Of memory that the endpoint holds. */
  mebibytes(): number {
    const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.endpoint.pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) / 1024;
  }

  /** Ends the endpoint and starts it anew on the same state. */
  async restart(): Promise<void> {
    await this.endpoint.end('SIGTERM');
    await this.endpoint.start();
  }

  async close(): Promise<void> {
    this.cloudformation.destroy();
    this.ecs.destroy();
    await this.endpoint.clean();
    rmSync(this.endpoint.home, { recursive: true });
  }

  // Private

  private async make(StackName: string, web: boolean, priority: number): Promise<string> {
    const Parameters = [
      { ParameterKey: 'App', ParameterValue: StackName },
      { ParameterKey: 'Release', ParameterValue: 'R0' },
      { ParameterKey: 'Priority', ParameterValue: String(priority) },
    ];
    const Capabilities = ['CAPABILITY_IAM' as const];
    const input = { StackName, TemplateBody: appTemplate(web), Capabilities, Parameters };
    await this.cloudformation.send(new CreateStackCommand(input));
    await this.stands(StackName, 'CREATE_COMPLETE');
    return StackName;
  }

  private async run(index: number): Promise<void> {
    const name = `running-${index}`;
    const container = { name: 'sleep', image: IMAGE, memory: 16, command: ['sleep', 'infinity'], stopTimeout: 2 };
    const init = { linuxParameters: { initProcessEnabled: true } };
    const definition = { family: name, containerDefinitions: [{ ...container, ...init }] };
    await this.ecs.send(new RegisterTaskDefinitionCommand(definition));
    const service = { cluster: CLUSTER, serviceName: name, taskDefinition: name, desiredCount: 1 };
    await this.ecs.send(new CreateServiceCommand(service));
    await this.steady(name);
  }

  private async stands(StackName: string, status: string): Promise<void> {
    for (;;) {
      const { Stacks } = await this.cloudformation.send(new DescribeStacksCommand({ StackName }));
      const now = Stacks?.[0]?.StackStatus ?? '';
      if (now === status) return;
      if (!now.endsWith('_IN_PROGRESS')) throw new Error(`${StackName} is ${now}: ${Stacks?.[0]?.StackStatusReason}`);
      await sleep(LOOK_MS);
    }
  }

  private async steady(service: string): Promise<void> {
    const input = { cluster: CLUSTER, services: [service] };
    for (;;) {
      const { services } = await this.ecs.send(new DescribeServicesCommand(input));
      const { deployments = [], runningCount, desiredCount } = services?.[0] ?? {};
      const isDone = deployments.length === 1 && deployments[0]?.rolloutState === 'COMPLETED';
      if (isDone && runningCount === desiredCount) return;
      await sleep(LOOK_MS);
    }
  }
}

// Private

/** Between looks at whether something is done. */
const LOOK_MS = 5;
/** Linux counts processor time in hundredths of a second. */
const MILLISECONDS_A_TICK = 10;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

import { sentenceOf, whenEngineAnswers } from '../docker/engine.ts';
import type { CallAws } from '../endpoint/service.ts';
import type { VolumeSource } from './container-options.ts';
import { executionCalls, roleEnvironment, roleTrouble } from './credentials.ts';
import { ContainerError, LaunchError } from './launch-error.ts';
import { ensureLogGroup } from './log-configuration.ts';
import type { ContainerDefinition, Task, TaskDefinition } from './model.ts';
import { resolveSecrets } from './secrets.ts';
import type { Volumes } from './volumes.ts';

/** What a container needs of others before it can be made. */
export interface Provision {
  secrets: Record<string, string>;
  role: Record<string, string>;
  volumes: Record<string, VolumeSource>;
  /** `name:address` of the load balancers, which names of this machine do not tell. */
  hosts: string[];
}

export interface ProvisionsDeps {
  callAws: CallAws;
  callAs?: ((roleArn: string, session: string) => CallAws) | undefined;
  region: string;
  endpointUrl: string | undefined;
  volumes: Volumes;
  signal: AbortSignal;
}

/** Gets what containers need from the other services: secrets, the role's credentials, volumes, a log group. */
export class Provisions {
  private readonly deps: ProvisionsDeps;

  constructor(deps: ProvisionsDeps) {
    this.deps = deps;
  }

  /** Rejects with a `LaunchError` in AWS's words when something of it cannot be had. */
  async of(task: Task, definition: TaskDefinition, container: ContainerDefinition): Promise<Provision> {
    const { callAws, region, signal } = this.deps;
    const secrets = await this.secrets(task, definition, container).catch(
      this.fails('ResourceInitializationError: unable to pull secrets or registry auth'),
    );
    const role = await roleEnvironment(this.deps, task, definition).catch((error) => {
      throw new LaunchError(roleTrouble(task.overrides.taskRoleArn ?? definition.rest.taskRoleArn, error));
    });
    const volumes = await whenEngineAnswers(() => this.deps.volumes.provide(task, definition), signal).catch(
      this.fails('ResourceInitializationError'),
    );
    await ensureLogGroup(callAws, region, container).catch(
      this.fails('CannotStartContainerError: Error response from daemon', ContainerError),
    );
    return { secrets, role, volumes, hosts: await this.hosts() };
  }

  // Private

  /** On AWS the names of load balancers are in the DNS. */
  private async hosts(): Promise<string[]> {
    const { callAws, endpointUrl } = this.deps;
    if (!endpointUrl) return [];
    const { LoadBalancers } = await callAws('elasticloadbalancing', 'DescribeLoadBalancers', {});
    return LoadBalancers.map(({ DNSName }: { DNSName: string }) => `${DNSName}:${new URL(endpointUrl).hostname}`);
  }

  private async secrets(task: Task, definition: TaskDefinition, container: ContainerDefinition) {
    if (!container.secrets?.length) return {};
    return resolveSecrets(await executionCalls(this.deps, task, definition), container);
  }

  private fails(kind: string, As = LaunchError): (error: unknown) => never {
    return (error) => {
      throw this.deps.signal.aborted ? error : new As(`${kind}: ${sentenceOf(error)}`);
    };
  }
}

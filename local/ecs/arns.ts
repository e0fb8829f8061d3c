import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';

/** The ARNs of this endpoint's ECS, in the long format. */
export interface Arns {
  /** The account itself, as a principal. */
  root: string;
  cluster(name: string): string;
  capacityProvider(name: string): string;
  service(cluster: string, name: string): string;
  serviceDeployment(cluster: string, service: string, id: string): string;
  serviceRevision(cluster: string, service: string, id: string): string;
  task(cluster: string, id: string): string;
  definition(family: string, revision: number): string;
  instance(cluster: string): string;
  container(cluster: string, task: string, name: string): string;
}

export function createArns({ region, account, rack }: Pick<Config, 'region' | 'account' | 'rack'>): Arns {
  const prefix = `arn:aws:ecs:${region}:${account}`;
  return {
    root: `arn:aws:iam::${account}:root`,
    cluster: (name) => `${prefix}:cluster/${name}`,
    capacityProvider: (name) => `${prefix}:capacity-provider/${name}`,
    service: (cluster, name) => `${prefix}:service/${cluster}/${name}`,
    serviceDeployment: (cluster, service, id) => `${prefix}:service-deployment/${cluster}/${service}/${id}`,
    serviceRevision: (cluster, service, id) => `${prefix}:service-revision/${cluster}/${service}/${id}`,
    task: (cluster, id) => `${prefix}:task/${cluster}/${id}`,
    definition: (family, revision) => `${prefix}:task-definition/${family}:${revision}`,
    instance: (cluster) => `${prefix}:container-instance/${cluster}/${digest(`${rack}/${cluster}`)}`,
    container: (cluster, task, name) => `${prefix}:container/${cluster}/${task}/${uuid(digest(`${task}/${name}`))}`,
  };
}

/** What follows the last slash: the name in an ARN, or the name itself. */
export function nameIn(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** 32 hexadecimal digits, as a task's id is. */
export function newTaskId(): string {
  return randomBytes(16).toString('hex');
}

/** `ecs-svc/` and 19 digits. */
export function newDeploymentId(): string {
  return `ecs-svc/${(randomBytes(8).readBigUInt64BE() % 8_000_000_000_000_000_000n) + 1_000_000_000_000_000_000n}`;
}

// Private

function digest(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

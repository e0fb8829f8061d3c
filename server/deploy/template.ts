import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import type { TaskDefinition } from '../aws/ecs.ts';
import type { App } from '../model/app.ts';
import { type Formation, shellLine, WEB } from '../model/formation.ts';
import { RELEASE_PHASE } from '../model/procfile.ts';
import type { Release } from '../model/release.ts';
import { fold } from './fold.ts';
import { type Json, parseTemplate } from './template-yaml.ts';

export interface TemplateInput {
  app: App;
  release: Release;
  formation: Formation;
  healthTimeout: number;
  /** The ARN of the secret that holds the release's environment; undefined when it has none. */
  secret: string | undefined;
}

export interface TaskInput {
  rack: string;
  release: Release;
  secret: string | undefined;
  executionRole: string;
  taskRole: string;
}

/** The template of an app without a release. */
export function baseTemplate(): string {
  return JSON.stringify(read('app.yml'));
}

/** The template of an app's release: the app's own resources and, per process, those of process.yml. */
export function composeTemplate(input: TemplateInput): string {
  const template = read('app.yml');
  const processTemplate = read('process.yml');
  for (const process of serviceProcesses(input.release)) {
    Object.assign(template.Resources, processResources(processTemplate, process, input));
  }
  // Tells, after a crash of the server too, which release a stack is at.
  template.Outputs.Release = { Value: input.release.id };
  return JSON.stringify(template);
}

/** The task definition of one process for a task of its own, as ECS's API takes it: what process.yml says of it. */
export function taskDefinition(process: string, input: TaskInput): TaskDefinition {
  const { rack, release, secret, executionRole, taskRole } = input;
  const known = { Rack: rack, App: release.app, ExecutionRole: executionRole, TaskRole: taskRole };
  const resources = fold(read('process.yml'), '', { ...releaseParameters(process, release), ...known });
  addSecrets(resources.TaskDefinition, secretReferences(release, secret));
  return camelCased(resources.TaskDefinition.Properties);
}

/** The process types of a release that run as services. */
export function serviceProcesses(release: Release): string[] {
  return Object.keys(release.processes).filter((process) => process !== RELEASE_PHASE);
}

/** The environment of a release as ECS reads it out of the app's secret when a container starts. */
export function secretReferences(release: Release, secret: string | undefined): { Name: string; ValueFrom: string }[] {
  if (secret === undefined) return [];
  return release.secrets.map((name) => ({ Name: name, ValueFrom: `${secret}:${name}:${release.id}:` }));
}

// Private

function read(name: string): Json {
  return parseTemplate(readFileSync(join(projectRoot, 'templates', name), 'utf8'));
}

function processResources(template: Json, process: string, input: TemplateInput): Record<string, Json> {
  const { app, release, formation, healthTimeout, secret } = input;
  const prefix = logicalPrefix(process);
  const { count, memory } = formation[process]!;
  const resources = fold(template, prefix, {
    ExecutionRole: { 'Fn::GetAtt': ['ExecutionRole', 'Arn'] },
    TaskRole: { 'Fn::GetAtt': ['TaskRole', 'Arn'] },
    ...releaseParameters(process, release),
    Count: count,
    Memory: memory,
    Priority: app.priority,
    HealthTimeout: healthTimeout,
  });
  addSecrets(resources[`${prefix}TaskDefinition`], secretReferences(release, secret));
  if (process === WEB) resources[`${prefix}Service`].DependsOn = [`${prefix}ListenerRule`];
  return resources;
}

function releaseParameters(process: string, release: Release): Record<string, Json> {
  const line = release.processes[process];
  return {
    Process: process,
    Release: release.id,
    Commit: release.commit ?? '',
    Image: release.image,
    CommandLine: line ? shellLine(line) : '',
    Port: release.port,
  };
}

/** CloudFormation writes members with a capital first letter, ECS's own API with a small one; otherwise they agree. */
function camelCased(node: Json): Json {
  if (Array.isArray(node)) return node.map(camelCased);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [
    key.charAt(0).toLowerCase() + key.slice(1),
    camelCased(value),
  ]);
  return Object.fromEntries(entries);
}

/** ECS refuses a name that is both a plain variable and a secret; the platform's own value wins. */
function addSecrets(taskDefinition: Json, secrets: { Name: string; ValueFrom: string }[]): void {
  const container = taskDefinition.Properties.ContainerDefinitions[0];
  const plain = new Set(container.Environment.map(({ Name }: { Name: string }) => Name));
  const own = secrets.filter(({ Name }) => !plain.has(Name));
  if (own.length > 0) container.Secrets = own;
}

/** `web` → `Web`, `mail-worker` → `MailWorker`; letters and digits only, as logical ids must be. */
function logicalPrefix(process: string): string {
  return process
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

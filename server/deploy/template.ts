import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import type { TaskDefinition } from '../aws/ecs.ts';
import { formationOf, type Size } from '../model/formation.ts';
import { probeOf } from '../model/health.ts';
import { hostLabel } from '../model/host.ts';
import { logicalPrefix } from '../model/names.ts';
import type { Release, ReleaseProcess } from '../model/release.ts';
import { fold } from './fold.ts';
import { inFives, type Rules } from './rules.ts';
import { completeTask, oneOff, sizeParameters, type Task, taskParameters } from './task.ts';
import { type Json, parseTemplate } from './template-yaml.ts';
import { schedule } from './timer.ts';

export interface TemplateInput {
  release: Release;
  /** Those of the processes that have a port. */
  rules: Rules;
  /** The seconds in which a process must answer first, where it does not ask for more. */
  healthTimeout: number;
  /** The ARN of the secret that holds the release's environment; undefined when it has none. */
  secret: string | undefined;
  /** The page that is shown instead of the app; undefined while it serves. */
  maintenance: string | undefined;
  /** The ARNs of certificates that the load balancer presents for its hosts. */
  certificates: readonly string[];
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
  return JSON.stringify(appTemplate({ hasTimers: false }));
}

/** The template of an app's release: the app's own resources, those of process.yml per process and of timer.yml per timer. */
export function composeTemplate(input: TemplateInput): string {
  const template = appTemplate({ hasTimers: Object.keys(input.release.timers).length > 0 });
  const processTemplate = read('process.yml');
  const formation = formationOf(input.release.processes);
  for (const [name, spec] of Object.entries(input.release.processes)) {
    Object.assign(template.Resources, processResources(processTemplate, { name, spec }, formation[name]!, input));
  }
  for (const name of Object.keys(input.release.timers))
    Object.assign(template.Resources, timerResources(processTemplate, name, input));
  Object.assign(template.Resources, hostResources(input));
  Object.assign(template.Resources, maintenanceResources(template, input));
  Object.assign(template.Resources, certificateResources(input));
  // Tells, after a crash of the server too, which release a stack is at.
  template.Outputs.Release = { Value: input.release.id };
  return JSON.stringify(template);
}

/** The task definition of a task of its own, as ECS's API takes it: what process.yml says of it. */
export function taskDefinition(task: Task, input: TaskInput): TaskDefinition {
  const { rack, release, secret, executionRole, taskRole } = input;
  const known = { Rack: rack, App: release.app, ExecutionRole: executionRole, TaskRole: taskRole };
  const parameters = { ...taskParameters(task, release), ...sizeParameters(sizeOf(task.spec)), ...known };
  const { TaskDefinition: definition } = fold(read('process.yml'), '', parameters);
  completeTask(definition, task, release, secret);
  return camelCased(definition.Properties);
}

// Private

const LISTENER_RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

/** The roles of the app, which its template has. */
const ROLES = {
  ExecutionRole: { 'Fn::GetAtt': ['ExecutionRole', 'Arn'] },
  TaskRole: { 'Fn::GetAtt': ['TaskRole', 'Arn'] },
};

function appTemplate({ hasTimers }: { hasTimers: boolean }): Json {
  const template = read('app.yml');
  if (!hasTimers) for (const shared of ['ScheduleGroup', 'SchedulerRole']) delete template.Resources[shared];
  return template;
}

function read(name: string): Json {
  return parseTemplate(readFileSync(join(projectRoot, 'templates', name), 'utf8'));
}

function sizeOf(spec: ReleaseProcess): Size {
  return formationOf({ task: spec }).task!;
}

function processResources(template: Json, task: Task, size: Size, input: TemplateInput): Record<string, Json> {
  const { release, secret } = input;
  const prefix = logicalPrefix(task.name);
  const resources = fold(template, prefix, {
    ...ROLES,
    ...taskParameters(task, release),
    ...sizeParameters(size),
    Count: size.count,
    ...deploymentParameters(task.spec),
    ...(task.spec.port !== undefined && routeParameters(task, input)),
  });
  completeTask(resources[`${prefix}TaskDefinition`], task, release, secret);
  const rule = resources[`${prefix}ListenerRule`];
  if (rule) {
    rule.Properties.Conditions[0].HostHeaderConfig.Values.push(...(input.rules.first[task.name] ?? []));
    resources[`${prefix}Service`].DependsOn = [`${prefix}ListenerRule`];
  }
  return resources;
}

function deploymentParameters({ deployment }: ReleaseProcess): Record<string, Json> {
  return deployment ? { MinimumHealthy: deployment.minimum, Maximum: deployment.maximum } : {};
}

/** How requests come to a process, and how it is probed. */
function routeParameters({ name, spec }: Task, input: TemplateInput): Record<string, Json> {
  const { path, interval, timeout, grace, codes } = probeOf(spec.health ?? {}, input.healthTimeout);
  return {
    Host: hostLabel(input.release.app, name),
    Priority: input.rules.priorities[name]!,
    HealthPath: path,
    HealthCodes: codes,
    HealthInterval: interval,
    HealthTimeout: timeout,
    HealthGrace: grace,
    Sticky: String(spec.sticky ?? false),
  };
}

/** The rules of those hosts of processes that their first rules have no room for. */
function hostResources({ rules }: TemplateInput): Record<string, Json> {
  const template = read('hosts.yml');
  const made = rules.more.map(({ process, hosts, priority }, index) => {
    const prefix = logicalPrefix(process);
    const parameters = { Names: [...hosts], Priority: priority, TargetGroup: { Ref: `${prefix}TargetGroup` } };
    return fold(template, `${prefix}${index + 1}`, parameters);
  });
  return Object.assign({}, ...made);
}

/** What all hosts of the app answer while it is in maintenance: rules before its own, which were moved out of the way first. */
function maintenanceResources({ Resources }: Json, { rules, maintenance }: TemplateInput): Record<string, Json> {
  if (maintenance === undefined) return {};
  const template = read('maintenance.yml');
  const own = Object.entries<Json>(Resources).filter(([, { Type }]) => Type === LISTENER_RULE);
  const hosts = own.flatMap(([, { Properties }]) => Properties.Conditions[0].HostHeaderConfig.Values);
  const made = inFives(hosts).map((five, index) => {
    const parameters = { Hosts: five, Priority: rules.numbers[index]!, Page: maintenance };
    const resources = fold(template, index === 0 ? '' : `More${index}`, parameters);
    for (const resource of Object.values(resources)) resource.DependsOn = own.map(([id]) => id);
    return resources;
  });
  return Object.assign({}, ...made);
}

/** What has the load balancer present certificates of the app: a resource each, named after the certificate. */
function certificateResources({ certificates }: TemplateInput): Record<string, Json> {
  const template = read('certificates.yml');
  const made = certificates.map((arn) => {
    const name = arn
      .split('/')
      .at(-1)!
      .replace(/[^a-z0-9]/gi, '');
    return fold(template, `C${name}`, { CertificateArn: arn });
  });
  return Object.assign({}, ...made);
}

/** The task that a timer starts, and when. */
function timerResources(template: Json, name: string, { release, secret }: TemplateInput): Record<string, Json> {
  const timer = release.timers[name]!;
  const task = oneOff(release, name, timer.command, timer.process);
  const prefix = logicalPrefix(name);
  const id = `${prefix}TaskDefinition`;
  const parameters = { ...ROLES, ...taskParameters(task, release), ...sizeParameters(sizeOf(task.spec)) };
  const definition = fold(template, prefix, parameters)[id];
  completeTask(definition, task, release, secret);
  return { [id]: definition, ...schedule(read('timer.yml'), prefix, { name, timer }) };
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

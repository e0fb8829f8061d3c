import { reservedMemory, shellLine } from '../model/formation.ts';
import { ecsHealthCheck } from '../model/health.ts';
import { primaryProcess, type Release, type ReleaseProcess } from '../model/release.ts';
import type { Json } from './template-yaml.ts';

/** What ECS runs for a release: copies of a process, a phase of the deploy, a timer. */
export interface Task {
  /** The process type, or the name of the phase or timer. */
  name: string;
  spec: ReleaseProcess;
}

/** A command that runs once, beside the processes: as one of them, but without requests and probes. */
export function oneOff(release: Release, name: string, command: string, process = primaryProcess(release)): Task {
  const { port: _, healthCommand: _1, ...spec } = release.processes[process]!;
  return { name, spec: { ...spec, command } };
}

/** The parameters of process.yml that say what runs. */
export function taskParameters({ name, spec }: Task, release: Release): Record<string, Json> {
  return {
    Process: name,
    Release: release.id,
    Commit: release.commit ?? '',
    Image: spec.image ?? release.image,
    CommandLine: spec.command ? shellLine(spec.command) : '',
    ...(spec.port !== undefined && { Port: spec.port }),
    ...(spec.stopGrace !== undefined && { StopGrace: spec.stopGrace }),
  };
}

/** The parameters of process.yml that say how large a copy is. */
export function sizeParameters({ cpu, memory }: { cpu: number; memory: number }): Record<string, Json> {
  return { Cpu: cpu, Memory: memory, Reserved: reservedMemory(memory) };
}

/**
 * Completes a task definition with what lists of a template cannot say: the app's variables as ECS reads them out of its
 * secret when a container starts, those of the process alone, and its health check.
 */
export function completeTask(definition: Json, { spec }: Task, release: Release, secret: string | undefined): void {
  const container = definition.Properties.ContainerDefinitions[0];
  const secrets = secretReferences(visible(spec, release), secret, release.id);
  addVariables(container, secrets, spec.env ?? {});
  const healthCheck = ecsHealthCheck(spec.healthCommand);
  if (healthCheck) container.HealthCheck = healthCheck;
}

// Private

interface SecretReference {
  Name: string;
  ValueFrom: string;
}

function visible({ sees }: ReleaseProcess, { secrets }: Release): string[] {
  return sees ? secrets.filter((name) => sees.includes(name)) : secrets;
}

function secretReferences(names: string[], secret: string | undefined, release: string): SecretReference[] {
  if (secret === undefined) return [];
  return names.map((name) => ({ Name: name, ValueFrom: `${secret}:${name}:${release}:` }));
}

/** ECS refuses a name that is given twice: the platform's own value wins, then what people have set. */
function addVariables(container: Json, secrets: SecretReference[], env: Readonly<Record<string, string>>): void {
  const taken = new Set<string>(container.Environment.map(({ Name }: { Name: string }) => Name));
  const own = secrets.filter(({ Name }) => !taken.has(Name));
  for (const { Name } of own) taken.add(Name);
  const plain = Object.entries(env).filter(([name]) => !taken.has(name));
  container.Environment.push(...plain.map(([Name, Value]) => ({ Name, Value })));
  if (own.length > 0) container.Secrets = own;
}

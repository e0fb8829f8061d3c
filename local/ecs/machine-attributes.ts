import type { Machine } from './machine.ts';

const ARCHITECTURES: Record<string, string> = { aarch64: 'arm64' };

export interface Attribute {
  name: string;
  value?: string;
}

/** The attributes by which ECS knows a container instance, as far as this machine has them. */
export function machineAttributes({ architecture }: Pick<Machine, 'architecture'>, region: string): Attribute[] {
  return [
    { name: 'ecs.availability-zone', value: `${region}a` },
    { name: 'ecs.cpu-architecture', value: ARCHITECTURES[architecture] ?? architecture },
    { name: 'ecs.os-family', value: 'LINUX' },
    { name: 'ecs.os-type', value: 'linux' },
    { name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' },
    { name: 'com.amazonaws.ecs.capability.logging-driver.awslogs' },
    { name: 'com.amazonaws.ecs.capability.logging-driver.json-file' },
    { name: 'com.amazonaws.ecs.capability.task-iam-role' },
    { name: 'ecs.capability.container-health-check' },
    { name: 'ecs.capability.container-ordering' },
    { name: 'ecs.capability.docker-plugin.local' },
    { name: 'ecs.capability.efs' },
    { name: 'ecs.capability.secrets.asm.environment-variables' },
    { name: 'ecs.capability.secrets.ssm.environment-variables' },
  ];
}

import { createArns } from '../../../../local/ecs/arns.ts';
import type { Ecs } from '../../../../local/ecs/ecs.ts';
import type { Task } from '../../../../local/ecs/model.ts';
import { registerTaskDefinition } from '../../../../local/ecs/operations/register-task-definition.ts';
import { openStore } from '../../../../local/ecs/store.ts';
import type { Input, Operation } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';

/** What operations work with, where nothing is started: launched tasks stay as they are. */
export function openEcs(more: Partial<Record<keyof Ecs, unknown>> = {}) {
  const launched: Task[] = [];
  const ecs = {
    rack: 'r',
    region: 'eu-west-1',
    arns: createArns({ region: 'eu-west-1', account: '000000000000', rack: 'r' }),
    store: openStore(openDatabase(':memory:')),
    machine: { lacks: () => undefined, architecture: 'x86_64' },
    launcher: { launch: (task: Task) => launched.push(task) },
    stopper: {},
    scheduler: { wake: () => {} },
    callAws: async () => ({}),
    ...more,
  } as unknown as Ecs;
  // biome-ignore lint/suspicious/noExplicitAny: AWS shapes
  const ask = async (operation: (ecs: Ecs) => Operation, input: Input = {}): Promise<any> => operation(ecs)(input);
  return { ecs, ask, launched };
}

/** Registers a revision of `family` with one container. */
export function register(ecs: Ecs, family: string, container: Input = {}, more: Input = {}) {
  const containerDefinitions = [{ name: 'web', image: 'i', memory: 64, ...container }];
  return registerTaskDefinition(ecs)({ family, containerDefinitions, ...more });
}

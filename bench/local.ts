/**
 * Whether the local endpoint stays as quick with many apps as with few: two endpoints in one run, one with ten apps and one with a
 * thousand (or as many as the first argument says). An app is a stack with a service; a few services beside have tasks that really
 * run, the same number in both. Every operation is timed in turns at the one and at the other. Prints both medians and their ratio.
 * Goal: at most 1.2.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeServicesCommand,
  ListServicesCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CLUSTER, Estate } from './estate.ts';
import { median } from './median.ts';

const FEW = 10;
const MANY = Number(process.argv[2] ?? 1000);
/** Services whose one task is a container. */
const RUNNING = 5;
/** Turns of what only looks, of what changes something, of what starts a container, and of starts of the endpoint. */
const LOOKS = 60;
const CHANGES = 20;
const CONTAINERS = 4;
const STARTS = 3;
/** How long processor time is measured while nobody asks anything. */
const IDLE_MS = 10_000;

interface Task {
  name: string;
  turns: number;
  /** Answers the milliseconds that count, unless it is all that it takes. */
  work: (estate: Estate, turn: number) => Promise<unknown>;
}

const tasks: Task[] = [
  {
    name: 'DescribeStacks by name',
    turns: LOOKS,
    work: (estate, turn) => estate.cloudformation.send(new DescribeStacksCommand({ StackName: appOf(estate, turn) })),
  },
  {
    name: 'DescribeStackEvents',
    turns: LOOKS,
    work: (estate, turn) =>
      estate.cloudformation.send(new DescribeStackEventsCommand({ StackName: appOf(estate, turn) })),
  },
  {
    name: 'DescribeStackResources',
    turns: LOOKS,
    work: (estate, turn) =>
      estate.cloudformation.send(new DescribeStackResourcesCommand({ StackName: appOf(estate, turn) })),
  },
  {
    // Of a thousand a page is a hundred, of ten it is all: the ratio is that of what is answered, too.
    name: 'ListStacks, a page',
    turns: LOOKS,
    work: ({ cloudformation }) => cloudformation.send(new ListStacksCommand({})),
  },
  {
    name: 'ListStacks by status, none',
    turns: LOOKS,
    work: ({ cloudformation }) => cloudformation.send(new ListStacksCommand({ StackStatusFilter: ['CREATE_FAILED'] })),
  },
  {
    name: 'UpdateStack → UPDATE_COMPLETE',
    turns: CHANGES,
    work: (estate, turn) => estate.release(appOf(estate, turn)),
  },
  {
    name: 'CreateStack, DeleteStack → gone',
    turns: CHANGES,
    work: (estate, turn) => estate.comeAndGo(turn),
  },
  {
    name: 'slowest look while 5 stacks update',
    turns: CHANGES,
    work: (estate, turn) => slowestLook(estate, turn),
  },
  {
    name: 'RegisterTaskDefinition',
    turns: LOOKS,
    work: (estate, turn) => {
      const containerDefinitions = [{ name: 'web', image: 'web', memory: 64 }];
      return estate.ecs.send(new RegisterTaskDefinitionCommand({ family: appOf(estate, turn), containerDefinitions }));
    },
  },
  {
    name: 'DescribeServices',
    turns: LOOKS,
    work: (estate, turn) =>
      estate.ecs.send(new DescribeServicesCommand({ cluster: CLUSTER, services: [appOf(estate, turn)] })),
  },
  {
    name: 'ListServices (10)',
    turns: LOOKS,
    work: ({ ecs }) => ecs.send(new ListServicesCommand({ cluster: CLUSTER, maxResults: 10 })),
  },
  {
    name: 'ListTasks (10)',
    turns: LOOKS,
    work: ({ ecs }) => ecs.send(new ListTasksCommand({ cluster: CLUSTER, maxResults: 10 })),
  },
  {
    name: 'UpdateService → steady, no tasks',
    turns: CHANGES,
    work: (estate, turn) => estate.redeploy(appOf(estate, turn)),
  },
  {
    name: 'UpdateService → steady, a container',
    turns: CONTAINERS,
    work: (estate, turn) => estate.redeploy(`running-${turn % RUNNING}`),
  },
];

const estates: Estate[] = [];
try {
  await measure();
} finally {
  await Promise.all(estates.map((estate) => estate.close()));
}

// Private

async function measure(): Promise<void> {
  for (const apps of [FEW, MANY]) estates.push(await Estate.start(apps));
  const [few, many] = estates as [Estate, Estate];
  for (const estate of estates) {
    const took = await timed(() => estate.fill(RUNNING));
    console.log(`${estate.apps} apps and ${RUNNING} running services made in ${(took / 1000).toFixed(1)} s`);
  }
  console.log(`\n${''.padEnd(36)} ${heading(FEW)} ${heading(MANY)}  ratio`);
  report('memory when all is made', 'MiB', [few.mebibytes()], [many.mebibytes()]);
  // From here on both do the same work: what the making of a thousand has left of garbage is gone.
  const starting = { name: 'start', turns: STARTS, work: (estate: Estate) => estate.restart() };
  report('start, until it answers', 'ms', ...(await inTurns(starting, few, many)));
  report('memory after the start', 'MiB', [few.mebibytes()], [many.mebibytes()]);
  for (const task of tasks) report(task.name, 'ms', ...(await inTurns(task, few, many)));
  report('processor time of 10 idle s', 'ms', ...(await idle(few, many)));
  report('memory after all this', 'MiB', [few.mebibytes()], [many.mebibytes()]);
}

/** One after the other, each first in every other turn, so that whatever else the machine does happens to both. The first turn warms up. */
async function inTurns({ turns, work }: Task, few: Estate, many: Estate): Promise<[number[], number[]]> {
  const times = new Map<Estate, number[]>([few, many].map((estate) => [estate, []]));
  for (let turn = 0; turn <= turns; turn++) {
    for (const estate of turn % 2 ? [few, many] : [many, few]) {
      const took = await timed(() => work(estate, turn));
      if (turn > 0) times.get(estate)?.push(took);
    }
  }
  return [times.get(few) ?? [], times.get(many) ?? []];
}

/** How long the endpoint keeps others waiting while it works. */
async function slowestLook(estate: Estate, turn: number): Promise<number> {
  const apps = Array.from({ length: 5 }, (_, index) => appOf(estate, turn + index));
  let isBusy = true;
  const work = Promise.all(apps.map((app) => estate.release(app))).finally(() => {
    isBusy = false;
  });
  let slowest = 0;
  while (isBusy) {
    const look = () => estate.ecs.send(new DescribeServicesCommand({ cluster: CLUSTER, services: apps }));
    slowest = Math.max(slowest, await timed(look));
  }
  await work;
  return slowest;
}

/** Both at the same time: nothing else is to be done meanwhile. */
async function idle(few: Estate, many: Estate): Promise<[number[], number[]]> {
  const before = [few.processorTime(), many.processorTime()] as const;
  await sleep(IDLE_MS);
  return [[few.processorTime() - before[0]], [many.processorTime() - before[1]]];
}

/** Apps all over the estate, every time another one. */
function appOf(estate: Pick<Estate, 'apps'>, turn: number): string {
  return `app-${(turn * 7919) % estate.apps}`;
}

function report(name: string, unit: string, few: number[], many: number[]): void {
  const [one, other] = [median(few), median(many)];
  const value = (number: number) => `${number.toFixed(1)} ${unit}`.padStart(12);
  console.log(`${name.padEnd(36)} ${value(one)} ${value(other)}  ${(other / one).toFixed(2)}`);
}

function heading(apps: number): string {
  return `${apps} apps`.padStart(12);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  const counted = await work();
  return typeof counted === 'number' ? counted : performance.now() - started;
}

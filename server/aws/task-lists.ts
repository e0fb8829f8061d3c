import {
  type ECSClient,
  ListTaskDefinitionFamiliesCommand,
  ListTasksCommand,
  type ListTasksCommandInput,
} from '@aws-sdk/client-ecs';

/** Which tasks of a cluster are asked for. */
export interface TaskQuery {
  desiredStatus?: 'RUNNING' | 'STOPPED';
  startedBy?: string;
  family?: string;
  containerInstance?: string;
}

/** The families of task definitions whose names begin so, and that have a revision to run. */
export async function activeFamilies(client: ECSClient, familyPrefix: string): Promise<string[]> {
  return allPages(async (nextToken) => {
    const query = { familyPrefix, status: 'ACTIVE' as const, ...nextToken };
    const page = await client.send(new ListTaskDefinitionFamiliesCommand(query));
    return { items: page.families, next: page.nextToken };
  });
}

/** The ARNs of all tasks of a query. */
export async function taskArns(client: ECSClient, query: TaskQuery & ListTasksCommandInput): Promise<string[]> {
  return allPages(async (nextToken) => {
    const page = await client.send(new ListTasksCommand({ ...query, ...nextToken }));
    return { items: page.taskArns, next: page.nextToken };
  });
}

// Private

interface Page {
  items: string[] | undefined;
  next: string | undefined;
}

async function allPages(ask: (nextToken: { nextToken?: string }) => Promise<Page>): Promise<string[]> {
  const found: string[] = [];
  let next: string | undefined;
  do {
    const page = await ask(next === undefined ? {} : { nextToken: next });
    found.push(...(page.items ?? []));
    next = page.next;
  } while (next !== undefined);
  return found;
}

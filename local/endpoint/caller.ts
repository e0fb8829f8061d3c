import { AsyncLocalStorage } from 'node:async_hooks';

/** Who makes a request: the root user of this endpoint's keys, somebody who has taken a role, or an AWS service itself, for a resource of its. */
export type Caller =
  | { kind: 'root' }
  | { kind: 'role'; roleArn: string; roleId?: string | undefined; session: string }
  | { kind: 'service'; principal: string; sourceArn?: string };

const callers = new AsyncLocalStorage<Caller>();

/** Does work on behalf of a caller; what it calls in this process is on behalf of that caller too. */
export function onBehalfOf<T>(caller: Caller, work: () => T): T {
  return callers.run(caller, work);
}

/** On whose behalf the present work is; the root user's where nobody said. */
export function currentCaller(): Caller {
  return callers.getStore() ?? { kind: 'root' };
}

/** The ARN by which AWS names a caller. */
export function arnOf(caller: Caller, { account, rack }: { account: string; rack: string }): string {
  if (caller.kind !== 'role') return `arn:aws:iam::${account}:user/${rack}`;
  return `arn:aws:sts::${account}:assumed-role/${caller.roleArn.split('/').at(-1)}/${caller.session}`;
}

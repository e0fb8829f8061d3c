import type { Log } from '../../lib/log.ts';
import { KeyedQueue } from '../../lib/queue.ts';
import type { Config } from '../config.ts';
import { currentCaller } from '../endpoint/caller.ts';
import type { CallAws, Input, Operation, Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { coverage } from './coverage.ts';
import { Engine } from './engine/engine.ts';
import { Journal } from './engine/journal.ts';
import type { HandlerTable } from './handlers/handler.ts';
import { handlers as allHandlers } from './handlers/table.ts';
import { cancelUpdateStack } from './operations/cancel-update-stack.ts';
import { checkConstraints } from './operations/constraints.ts';
import { continueUpdateRollback } from './operations/continue-update-rollback.ts';
import { createChangeSet } from './operations/create-change-set.ts';
import { createStack } from './operations/create-stack.ts';
import { deleteChangeSet } from './operations/delete-change-set.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { describeAccountLimits } from './operations/describe-account-limits.ts';
import { describeChangeSet } from './operations/describe-change-set.ts';
import { describeStackEvents } from './operations/describe-stack-events.ts';
import { describeStackResource } from './operations/describe-stack-resource.ts';
import { describeStackResources } from './operations/describe-stack-resources.ts';
import { describeStacks } from './operations/describe-stacks.ts';
import { executeChangeSet } from './operations/execute-change-set.ts';
import { getStackPolicy } from './operations/get-stack-policy.ts';
import { getTemplate } from './operations/get-template.ts';
import { getTemplateSummary } from './operations/get-template-summary.ts';
import { listChangeSets } from './operations/list-change-sets.ts';
import { listExports } from './operations/list-exports.ts';
import { listImports } from './operations/list-imports.ts';
import { listStackResources } from './operations/list-stack-resources.ts';
import { listStacks } from './operations/list-stacks.ts';
import type { OperationOf } from './operations/operation.ts';
import { rollbackStack } from './operations/rollback-stack.ts';
import { setStackPolicy } from './operations/set-stack-policy.ts';
import { updateStack } from './operations/update-stack.ts';
import { updateTerminationProtection } from './operations/update-termination-protection.ts';
import { validateTemplate } from './operations/validate-template.ts';

/** Operations that only look. */
const LOOKING: Record<string, OperationOf> = {
  DescribeAccountLimits: describeAccountLimits,
  DescribeChangeSet: describeChangeSet,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  GetStackPolicy: getStackPolicy,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSets,
  ListExports: listExports,
  ListImports: listImports,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
  ValidateTemplate: validateTemplate,
};

/** Operations that change stacks. */
const CHANGING: Record<string, OperationOf> = {
  CancelUpdateStack: cancelUpdateStack,
  ContinueUpdateRollback: continueUpdateRollback,
  CreateChangeSet: createChangeSet,
  CreateStack: createStack,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStack,
  ExecuteChangeSet: executeChangeSet,
  RollbackStack: rollbackStack,
  SetStackPolicy: setStackPolicy,
  UpdateStack: updateStack,
  UpdateTerminationProtection: updateTerminationProtection,
};

/** The local CloudFormation. `start` goes on with the stacks that the last process left on their way. */
export function createCloudFormation(deps: {
  database: Database;
  config: Pick<Config, 'region' | 'account'>;
  callAws: CallAws;
  /** The calls of a stack, or a caller, that has a role; `callAws` unless told. */
  callAs?: (roleArn: string) => CallAws;
  log: Log;
  /** The resource types; all that are served unless told. */
  handlers?: HandlerTable;
}): Service & { start(): Promise<void>; stop(): Promise<void> } {
  const { database, callAws, log, handlers = allHandlers } = deps;
  const requests = new KeyedQueue();
  // A request that changes a stack may ask other services before it writes: the next one waits for what it wrote.
  const oneByOne = (operation: Operation) => (input: Input) =>
    requests.run('', async () => {
      checkConstraints(input);
      return operation(input);
    });
  const place = { region: deps.config.region, account: deps.config.account };
  const journal = new Journal(database);
  const callAs = (roleArn: string | undefined) => (roleArn && deps.callAs?.(roleArn)) || callAws;
  const engine = new Engine(journal, handlers, place, callAs, log);
  const callAsCaller: CallAws = (...call) => {
    const caller = currentCaller();
    return callAs(caller.kind === 'role' ? caller.roleArn : undefined)(...call);
  };
  const office = { journal, engine, handlers, place, callAws, callAsCaller };
  const operations: Record<string, Operation> = {};
  for (const [name, operationOf] of Object.entries(LOOKING)) operations[name] = operationOf(office);
  for (const [name, operationOf] of Object.entries(CHANGING)) operations[name] = oneByOne(operationOf(office));
  return {
    signingName: 'cloudformation',
    protocol: 'query',
    version: '2010-05-15',
    coverage,
    operations,
    start: async () => engine.resume(),
    stop: () => engine.close(),
  };
}

import type { Log } from '../../lib/log.ts';
import type { Config } from '../config.ts';
import type { CallAws, Operation, Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { Engine } from './engine/engine.ts';
import { Journal } from './engine/journal.ts';
import type { HandlerTable } from './handlers/handler.ts';
import { handlers as allHandlers } from './handlers/table.ts';
import { cancelUpdateStack } from './operations/cancel-update-stack.ts';
import { changeSets } from './operations/change-sets.ts';
import { continueUpdateRollback } from './operations/continue-update-rollback.ts';
import { createStack } from './operations/create-stack.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { describeStackEvents } from './operations/describe-stack-events.ts';
import { describeStackResource } from './operations/describe-stack-resource.ts';
import { describeStackResources } from './operations/describe-stack-resources.ts';
import { describeStacks } from './operations/describe-stacks.ts';
import { getTemplate } from './operations/get-template.ts';
import { getTemplateSummary } from './operations/get-template-summary.ts';
import { listExports } from './operations/list-exports.ts';
import { listImports } from './operations/list-imports.ts';
import { listStackResources } from './operations/list-stack-resources.ts';
import { listStacks } from './operations/list-stacks.ts';
import type { OperationOf } from './operations/operation.ts';
import { updateStack } from './operations/update-stack.ts';
import { updateTerminationProtection } from './operations/update-termination-protection.ts';
import { validateTemplate } from './operations/validate-template.ts';

const OPERATIONS: Record<string, OperationOf> = {
  CancelUpdateStack: cancelUpdateStack,
  ContinueUpdateRollback: continueUpdateRollback,
  CreateStack: createStack,
  DeleteStack: deleteStack,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListExports: listExports,
  ListImports: listImports,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
  UpdateStack: updateStack,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
};

/** The local CloudFormation. `start` goes on with the stacks that the last process left on their way. */
export function createCloudFormation(deps: {
  database: Database;
  config: Pick<Config, 'region' | 'account'>;
  callAws: CallAws;
  log: Log;
  /** The resource types; all that are served unless told. */
  handlers?: HandlerTable;
}): Service & { start(): Promise<void>; stop(): Promise<void> } {
  const { database, callAws, log, handlers = allHandlers } = deps;
  const place = { region: deps.config.region, account: deps.config.account };
  const journal = new Journal(database);
  const engine = new Engine(journal, handlers, place, callAws, log);
  const office = { journal, engine, handlers, place };
  const operations: Record<string, Operation> = { ...changeSets };
  for (const [name, operationOf] of Object.entries(OPERATIONS)) operations[name] = operationOf(office);
  return {
    signingName: 'cloudformation',
    protocol: 'query',
    version: '2010-05-15',
    operations,
    start: async () => engine.resume(),
    stop: () => engine.close(),
  };
}

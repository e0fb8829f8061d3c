import { validationError } from '../errors.ts';
import { shownParameters } from '../evaluate/parameters.ts';
import { changeSetNamed, shownChangeSet } from './change-set.ts';
import { isTrue, type OperationOf, page } from './operation.ts';

/** DescribeChangeSet: what would happen, resource by resource. */
export const describeChangeSet: OperationOf =
  ({ journal }) =>
  (input) => {
    if (isTrue(input.IncludePropertyValues)) throw validationError('IncludePropertyValues is not served here.');
    const changeSet = changeSetNamed(journal, input);
    const { definition } = changeSet;
    const { items, NextToken } = page(changeSet.changes, input.NextToken);
    return {
      ...shownChangeSet(changeSet),
      Parameters: shownParameters(definition),
      NotificationARNs: definition.notificationArns,
      RollbackConfiguration: {},
      Capabilities: definition.capabilities,
      Tags: definition.tags,
      Changes: items.map((change) => ({ Type: 'Resource', ResourceChange: change })),
      OnStackFailure: changeSet.onStackFailure,
      NextToken,
    };
  };

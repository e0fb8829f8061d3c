import { AwsError, type Operation } from '../../endpoint/service.ts';

const NAMES = ['CreateChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet', 'DeleteChangeSet', 'ListChangeSets'];

/** Change sets are not served: each of their operations says so. */
export const changeSets: Record<string, Operation> = Object.fromEntries(
  NAMES.map((name) => [
    name,
    () => {
      throw new AwsError('InvalidAction', `${name} is not served here. Use CreateStack or UpdateStack.`);
    },
  ]),
);

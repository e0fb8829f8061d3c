import type { AwsError } from '../endpoint/service.ts';
import type { Collection } from '../store/collection.ts';
import {
  listenerNotFound,
  loadBalancerNotFound,
  ruleNotFound,
  targetGroupNotFound,
  validationError,
} from './errors.ts';
import type { Tag } from './model.ts';
import type { State } from './state.ts';

/** Anything that can carry tags, found by its ARN. */
export interface Tagged {
  tags: Tag[];
  write(tags: Tag[]): void;
}

export function taggedAt(state: State, arn: string): Tagged {
  if (arn.includes(':targetgroup/')) return tagged(state.targetGroups, arn, targetGroupNotFound);
  if (arn.includes(':loadbalancer/')) return tagged(state.loadBalancers, arn, loadBalancerNotFound);
  if (arn.includes(':listener/')) return tagged(state.listeners, arn, listenerNotFound);
  if (arn.includes(':listener-rule/')) return tagged(state.rules, arn, ruleNotFound);
  throw validationError(`'${arn}' is not a valid ARN`);
}

function tagged<T extends { tags: Tag[] }>(records: Collection<T>, arn: string, otherwise: () => AwsError): Tagged {
  const record = records.get(arn);
  if (!record) throw otherwise();
  return { tags: record.tags, write: (tags) => void records.save({ ...record, tags }) };
}

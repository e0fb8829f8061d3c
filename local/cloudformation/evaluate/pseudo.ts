import type { Value } from '../template/template.ts';

/** Stands for `AWS::NoValue`: the property or list item that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

const NAMES = new Set(
  'AccountId NotificationARNs NoValue Partition Region StackId StackName URLSuffix'
    .split(' ')
    .map((name) => `AWS::${name}`),
);

/** True for a name such as `AWS::Region` that every template may use. */
export function isPseudo(name: string): boolean {
  return NAMES.has(name);
}

/** The pseudo parameters of a stack. */
export function pseudoParameters(stack: {
  id: string;
  name: string;
  region: string;
  account: string;
  notificationArns: string[];
}): Record<string, Value> {
  return {
    'AWS::AccountId': stack.account,
    'AWS::NotificationARNs': stack.notificationArns,
    'AWS::Partition': 'aws',
    'AWS::Region': stack.region,
    'AWS::StackId': stack.id,
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}

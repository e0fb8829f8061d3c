import type { BalancingOperation } from '../balancing.ts';
import { ruleNotFound, validationError } from '../errors.ts';
import { list, page, text } from '../input.ts';
import type { Listener } from '../model.ts';
import type { State } from '../state.ts';
import { defaultRuleView, ruleView } from '../views.ts';

/** The rules of a listener in the order in which they are tried, the default one last; or rules by their ARNs. */
export const describeRules: BalancingOperation = (balancing) => (input) => {
  const { state } = balancing;
  const arns = list(input.RuleArns);
  if (!text(input.ListenerArn) && arns.length === 0) throw validationError('A listener or rules must be specified');
  const listeners = text(input.ListenerArn) ? [balancing.listener(input)] : state.listeners.all();
  const rules = listeners.flatMap((listener) => allRulesOf(listener, state));
  const asked = rules.filter(({ RuleArn }) => arns.length === 0 || arns.includes(RuleArn));
  if (asked.length < arns.length) throw ruleNotFound();
  const { items, ...next } = page(asked, input);
  return { Rules: items, ...next };
};

const allRulesOf = (listener: Listener, state: State) => [
  ...state.rulesOf(listener.arn).map(ruleView),
  defaultRuleView(listener),
];

import { AwsError, type Input } from '../endpoint/service.ts';
import { checkExpression } from './constraint-expression.ts';
import type { PlacementConstraint } from './model.ts';

const MOST = 10;

/** The placement constraints of a request, checked; those of a task definition can only be `memberOf`. */
export function placementConstraintsOf(input: Input[] | undefined, code: string, ofDefinition = false) {
  const refuse = (message: string): never => {
    throw new AwsError(code, message);
  };
  const constraints = input ?? [];
  if (constraints.length > MOST) refuse(`Placement constraints cannot be more than ${MOST}.`);
  return constraints.map(({ type, expression }): PlacementConstraint => {
    const isKnown = type === 'memberOf' || (type === 'distinctInstance' && !ofDefinition);
    if (!isKnown) refuse(`The placement constraint type ${type} is not valid here.`);
    if (type === 'memberOf') checkExpression(expression);
    return { type, ...(expression && { expression }) };
  });
}

import { validationError } from '../errors.ts';

/** What an update does to a resource, in the words of a stack policy. */
export type UpdateAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete';

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, { ResourceType?: string | string[] }>;
}

/** Refuses the text of a policy that cannot be one. */
export function checkStackPolicy(text: string): void {
  for (const statement of statementsOf(text)) {
    const hasAction = statement.Action !== undefined || statement.NotAction !== undefined;
    const hasResource = statement.Resource !== undefined || statement.NotResource !== undefined;
    if (!['Allow', 'Deny'].includes(statement.Effect) || !hasAction || !hasResource) throw invalid();
    const operators = Object.keys(statement.Condition ?? {});
    if (operators.some((one) => !['StringEquals', 'StringLike'].includes(one))) throw invalid();
  }
}

/**
 * Why a stack policy does not let an update do this to a resource, or undefined. With a policy all is denied that it
 * does not allow ("Prevent updates to stack resources" in the user guide).
 */
export function deniedByPolicy(
  text: string | undefined,
  action: UpdateAction,
  resource: { id: string; type: string },
): string | undefined {
  if (text === undefined) return undefined;
  const meant = statementsOf(text)
    .map((statement, index) => ({ statement, number: index + 1 }))
    .filter(({ statement }) => isAbout(statement, action, resource));
  const deny = meant.find(({ statement }) => statement.Effect === 'Deny');
  if (!deny && meant.length > 0) return undefined;
  const which = deny ? `Statement [#${deny.number}]` : 'The policy';
  return `Action denied by stack policy: ${which} does not allow [${action}] for resource [LogicalResourceId/${resource.id}];`;
}

// Private

function statementsOf(text: string): Statement[] {
  try {
    const statements = [JSON.parse(text).Statement].flat();
    if (statements.every((one) => typeof one === 'object' && one !== null)) return statements;
  } catch {
    // Text that is no JSON is no policy either.
  }
  throw invalid();
}

function isAbout(statement: Statement, action: string, { id, type }: { id: string; type: string }): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const isNamed = (patterns: string | string[], name: string) => [patterns].flat().some((one) => matches(one, name));
  const types = Object.values(Condition).map(({ ResourceType }) => ResourceType ?? '*');
  const resource = `LogicalResourceId/${id}`;
  return (
    (Action ? isNamed(Action, action) : !isNamed(NotAction ?? [], action)) &&
    (Resource ? isNamed(Resource, resource) : !isNamed(NotResource ?? [], resource)) &&
    types.every((wanted) => isNamed(wanted, type))
  );
}

/** `*` stands for any text. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}

function invalid(): Error {
  return validationError('Error validating stack policy: Invalid stack policy');
}

/** A policy document, as far as it decides. */
export interface Document {
  Statement: Statement | Statement[];
}

export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** What somebody wants to do. */
export interface Wish {
  /** `ecs:RunTask`. */
  action: string;
  /** The ARN of what it is done to, `*` where the action knows no resources; undefined where it cannot be told here. */
  resource: string | undefined;
  /** The values of condition keys that are known. */
  context: Record<string, string | undefined>;
}

/**
 * What policies say of a wish: one that denies it wins over all that allow it; silence is no permission. Where it cannot be
 * told whether a statement applies, one that allows does not, and one that denies does.
 */
export function decide(documents: readonly Document[], wish: Wish): 'allowed' | 'denied' | 'unspoken' {
  const statements = documents.flatMap(({ Statement }) => Statement).filter((statement) => applies(statement, wish));
  if (statements.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return statements.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'unspoken';
}

// Private

function applies(statement: Statement, wish: Wish): boolean {
  return (
    isOfAction(statement, wish.action) && isOfResource(statement, wish.resource) && isConditionMet(statement, wish)
  );
}

function isOfAction({ Action, NotAction }: Statement, action: string): boolean {
  if (Action !== undefined) return matches(Action, action, 'i');
  return NotAction !== undefined && !matches(NotAction, action, 'i');
}

function isOfResource({ Effect, Resource, NotResource }: Statement, resource: string | undefined): boolean {
  if (resource === undefined) return Effect === 'Deny' || [Resource].flat().includes('*');
  if (Resource !== undefined) return matches(Resource, resource);
  return NotResource !== undefined && !matches(NotResource, resource);
}

function isConditionMet({ Effect, Condition = {} }: Statement, { context }: Wish): boolean {
  const known = Object.fromEntries(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const tests = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => holds(operator, key.toLowerCase(), [wanted].flat().map(String), known)),
  );
  return tests.every((isHeld) => isHeld ?? Effect === 'Deny');
}

/** Undefined for operators that are not known here, and for keys of which only AWS knows whether a request has them. */
function holds(operator: string, key: string, wanted: string[], known: Wish['context']): boolean | undefined {
  const [, not, compare = ''] = /^(?:String|Arn)(Not)?(Equals|Like)$/.exec(operator) ?? [];
  const value = known[key];
  if (value === undefined && !TOLD.test(key)) return undefined;
  if (operator === 'Null') return wanted.includes(String(value === undefined));
  if (compare === '') return undefined;
  // What is not there is not equal to anything.
  const isLike = compare === 'Like' || operator.startsWith('Arn');
  const isOne = value !== undefined && (isLike ? matches(wanted, value) : wanted.includes(value));
  return not ? !isOne : isOne;
}

/** The keys that are always in a wish when the request has them. */
const TOLD =
  /^(aws:requesttag\/.+|aws:requestedregion|ecs:cluster|iam:(passedtoservice|permissionsboundary)|sts:(externalid|rolesessionname))$/;

/** `*` stands for any text, `?` for one character; a wish for everything (`*`) is met by `*` alone. */
function matches(patterns: string | string[], text: string, flags = ''): boolean {
  return [patterns].flat().some((pattern) => {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replaceAll('?', '.');
    return text === '*' ? pattern === '*' : new RegExp(`^${source}$`, `s${flags}`).test(text);
  });
}

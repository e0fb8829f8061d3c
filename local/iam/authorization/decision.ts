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

/** What policies say of a wish: one that denies it wins over all that allow it; silence is no permission. */
export function decide(documents: readonly Document[], wish: Wish): 'allowed' | 'denied' | 'unspoken' {
  const statements = documents.flatMap(({ Statement }) => Statement).filter((statement) => applies(statement, wish));
  if (statements.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return statements.length > 0 ? 'allowed' : 'unspoken';
}

// Private

function applies(statement: Statement, { action, resource, context }: Wish): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const isMeant = Action !== undefined ? matches(Action, action, 'i') : !matches(NotAction ?? [], action, 'i');
  if (!isMeant) return false;
  if (resource !== undefined) {
    const isIts = Resource !== undefined ? matches(Resource, resource) : !matches(NotResource ?? [], resource);
    if (!isIts) return false;
  }
  return Object.entries(Condition).every(([operator, keys]) => holds(operator, keys, context));
}

/** Operators that are not known, and keys whose value is not known, do not hold: rather refused than allowed by mistake. */
function holds(operator: string, keys: Record<string, string | string[]>, context: Wish['context']): boolean {
  const isHeld = OPERATORS[operator];
  return Object.entries(keys).every(([key, wanted]) => {
    const value = context[key];
    return isHeld !== undefined && value !== undefined && isHeld([wanted].flat(), value);
  });
}

const OPERATORS: Record<string, (wanted: string[], value: string) => boolean> = {
  StringEquals: (wanted, value) => wanted.includes(value),
  StringNotEquals: (wanted, value) => !wanted.includes(value),
  StringLike: (wanted, value) => matches(wanted, value),
  ArnEquals: (wanted, value) => matches(wanted, value),
  ArnLike: (wanted, value) => matches(wanted, value),
};

/** `*` stands for any text, `?` for one character; a wish for everything (`*`) is met by `*` alone. */
function matches(patterns: string | string[], text: string, flags = ''): boolean {
  return [patterns].flat().some((pattern) => {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return text === '*' ? pattern === '*' : new RegExp(`^${source}$`, flags).test(text);
  });
}

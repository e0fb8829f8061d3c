import { AwsError } from '../endpoint/service.ts';

/** What an expression of the cluster query language may ask of a container instance. */
export interface Subjects {
  attributes: Record<string, string | undefined>;
  /** The groups of the tasks that are there. */
  taskGroups: string[];
  runningTasksCount: number;
}

type Test = (subjects: Subjects) => boolean;

const TOKEN = /\s*(\(|\)|\[|\]|,|&&|\|\||==|!=|>=|<=|=~|!~|>|<|!exists|!in\b|!|"[^"]*"|[^\s()[\],"=!<>~&|]+)/y;
const OPERATORS: Record<string, string> = {
  equals: '==',
  not_equals: '!=',
  greater_than: '>',
  greater_than_equal: '>=',
  less_than: '<',
  less_than_equal: '<=',
  not_exists: '!exists',
  not_in: '!in',
  matches: '=~',
  not_matches: '!~',
};

/** Whether an instance is one of those that an expression describes (developer guide, "Cluster query language"). */
export function matches(expression: string, subjects: Subjects): boolean {
  return new Parser(expression).parse()(subjects);
}

/** Throws the `InvalidParameterException` that AWS answers to an expression that is none. */
export function checkExpression(expression: string | undefined): void {
  if (expression) new Parser(expression).parse();
  else refuse('The memberOf placement constraint must have an expression.');
}

// Private

class Parser {
  private readonly expression: string;
  private readonly tokens: string[];

  constructor(expression: string) {
    this.expression = expression;
    this.tokens = this.tokenize();
  }

  parse(): Test {
    const test = this.either();
    return this.tokens.length === 0 ? test : this.fail();
  }

  private tokenize(): string[] {
    const pattern = new RegExp(TOKEN);
    const tokens: string[] = [];
    const text = this.expression.trim();
    while (pattern.lastIndex < text.length) {
      const [, token] = pattern.exec(text) ?? this.fail();
      tokens.push(token as string);
    }
    return tokens;
  }

  private either(): Test {
    const tests = [this.both()];
    while (this.takes('||', 'or')) tests.push(this.both());
    return (subjects) => tests.some((test) => test(subjects));
  }

  private both(): Test {
    const tests = [this.one()];
    while (this.takes('&&', 'and')) tests.push(this.one());
    return (subjects) => tests.every((test) => test(subjects));
  }

  private one(): Test {
    if (this.takes('!', 'not')) {
      const test = this.one();
      return (subjects) => !test(subjects);
    }
    if (!this.takes('(')) return this.comparison();
    const test = this.either();
    return this.takes(')') ? test : this.fail();
  }

  private comparison(): Test {
    const values = subject(this.next());
    if (!values) this.fail();
    const word = this.next();
    const operator = OPERATORS[word] ?? word;
    const compare = comparator(operator, this.arguments(operator)) ?? this.fail();
    return (subjects) => compare((values as Values)(subjects));
  }

  private arguments(operator: string): string[] {
    if (operator === 'exists' || operator === '!exists') return [];
    if (operator !== 'in' && operator !== '!in') return [this.next()];
    if (!this.takes('[')) this.fail();
    const list = [this.next()];
    while (this.takes(',')) list.push(this.next());
    return this.takes(']') ? list : this.fail();
  }

  private takes(...tokens: string[]): boolean {
    if (!tokens.includes(this.tokens[0] ?? '')) return false;
    this.tokens.shift();
    return true;
  }

  private next(): string {
    return (this.tokens.shift() ?? this.fail()).replaceAll('"', '');
  }

  private fail(): never {
    return refuse(`Invalid expression: '${this.expression}'.`);
  }
}

type Values = (subjects: Subjects) => string[];

/** The values that a subject has at an instance: one, none, or one for each of its tasks. */
function subject(name: string): Values | undefined {
  if (name === 'task:group') return ({ taskGroups }) => taskGroups;
  if (name === 'runningTasksCount') return ({ runningTasksCount }) => [String(runningTasksCount)];
  if (name === 'agentConnected') return () => ['true'];
  if (!name.startsWith('attribute:')) return undefined;
  const attribute = name.slice('attribute:'.length);
  return ({ attributes }) => (Object.hasOwn(attributes, attribute) ? [attributes[attribute] ?? ''] : []);
}

function comparator(operator: string, [first = '', ...others]: string[]): ((values: string[]) => boolean) | undefined {
  const list = [first, ...others];
  const is = (test: (value: string) => boolean) => (values: string[]) => values.some(test);
  const not = (test: (value: string) => boolean) => (values: string[]) => !values.some(test);
  const like = patternOf(first);
  const comparators: Record<string, () => ((values: string[]) => boolean) | undefined> = {
    '==': () => is((value) => value === first),
    '!=': () => not((value) => value === first),
    '>': () => is((value) => Number(value) > Number(first)),
    '>=': () => is((value) => Number(value) >= Number(first)),
    '<': () => is((value) => Number(value) < Number(first)),
    '<=': () => is((value) => Number(value) <= Number(first)),
    '=~': () => like && is((value) => like.test(value)),
    '!~': () => like && not((value) => like.test(value)),
    in: () => is((value) => list.includes(value)),
    '!in': () => not((value) => list.includes(value)),
    exists: () => (values) => values.length > 0,
    '!exists': () => (values) => values.length === 0,
  };
  return Object.hasOwn(comparators, operator) ? comparators[operator]?.() : undefined;
}

/** Undefined for a text that is no pattern. */
function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${text})$`);
  } catch {
    return undefined;
  }
}

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}

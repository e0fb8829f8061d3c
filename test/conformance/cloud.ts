import { poll } from '../../lib/retry.ts';
import { matches, parsedDifferently } from './compare.ts';
import { type Answer, type Case, type Outcome, operationOf, type Scenario } from './scenario.ts';
import type { Boto } from './witness/boto.ts';
import { command } from './witness/cli.ts';
import { Sdk } from './witness/sdk.ts';

/** How long what takes its time may take. */
const PATIENCE = 60_000;

/** One of the endpoints that are asked the same: makes the calls of scenarios with the stock clients. */
export class Cloud {
  readonly endpoint: string;
  private readonly boto: Boto;
  private readonly judged: boolean;
  private readonly sdks = new Map<string, Sdk>();

  /** The answers of a judged cloud are also held against botocore's model. */
  constructor(endpoint: string, boto: Boto, options: { judged: boolean }) {
    this.endpoint = endpoint;
    this.boto = boto;
    this.judged = options.judged;
  }

  /** The outcomes of a scenario's cases, by their titles. */
  async play({ service, cases }: Scenario): Promise<Map<string, Outcome>> {
    const outcomes = new Map<string, Outcome>();
    const said: Record<string, Answer> = {};
    for (const each of cases) {
      const outcome = await this.ask(each.service ?? service, each, said);
      outcomes.set(each.title, outcome);
      if (each.as) said[each.as] = outcome.answer;
    }
    return outcomes;
  }

  close(): void {
    for (const sdk of this.sdks.values()) sdk.close();
  }

  // Private

  private async ask(service: string, each: Case, said: Record<string, Answer>): Promise<Outcome> {
    const input = filled(each.input, said) as object;
    // Nothing takes its time at moto, and what is not so at once never will be.
    if (!each.until || !this.judged) return this.once(service, each, input);
    const signal = AbortSignal.timeout(PATIENCE);
    let last: Outcome | undefined;
    const look = async () => {
      last = await this.once(service, each, input);
      return last.refusal || matches(last.answer, filled(each.until, said)) ? last : undefined;
    };
    return poll(look, { signal }).catch(() => last as Outcome);
  }

  private async once(service: string, each: Case, input: object): Promise<Outcome> {
    if (service === 'aws') return command(this.endpoint, operationOf(each).split(' '));
    const [operation, waiter] = operationOf(each).split(' ') as [string, string?];
    const isBoto = each.by === 'boto3' || !Sdk.has(service);
    if (waiter && isBoto) return this.boto.wait(this.endpoint, service, waiter, input);
    if (waiter) return this.sdk(service).wait(waiter, input);
    if (isBoto) return this.boto.call(this.endpoint, service, operation, input);
    const { outcome, raw } = await this.sdk(service).call(operation, input);
    if (!this.judged || !raw) return outcome;
    const seen = await this.boto.judge(service, operation, raw);
    return { ...outcome, problems: [...seen.problems, ...parsedDifferently(outcome, seen)] };
  }

  private sdk(service: string): Sdk {
    const known = this.sdks.get(service) ?? new Sdk(service, this.endpoint);
    this.sdks.set(service, known);
    return known;
  }
}

// Private

const REFERENCE = /\{\{([^}]+)\}\}/g;

/** A value in which the references to earlier answers are filled in. */
function filled(value: unknown, said: Record<string, Answer>): unknown {
  if (typeof value === 'string') return filledText(value, said);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((each) => filled(each, said));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, said)]));
}

function filledText(text: string, said: Record<string, Answer>): unknown {
  const [whole] = [...text.matchAll(REFERENCE)];
  if (whole?.[0] === text) return memberAt(said, whole[1] as string);
  return text.replace(REFERENCE, (_, path) => String(memberAt(said, path)));
}

/** A member by its path; nothing where the cloud has not said it: its refusal is a difference then. */
function memberAt(said: Answer, path: string): unknown {
  return path.split('.').reduce((value, name) => value?.[name], said) ?? 'not-said';
}

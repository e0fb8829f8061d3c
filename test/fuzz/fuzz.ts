import { Agent, request as send } from 'node:http';
import { poll } from '../../lib/retry.ts';
import { ROUTES } from '../../server/http/api/all.ts';
import { describe } from '../../server/http/openapi/document.ts';
import { Random } from '../hostile/random.ts';
import { Population } from '../integration/server/authorisation/population.ts';
import { TestRack } from '../integration/server/rack.ts';
import type { Test } from '../stories/rack.ts';
import { misfit, type OpenSchema, type Schemas } from './fits.ts';
import { type FuzzRequest, type Operation, type Parameter, requestOf } from './requests.ts';

export interface FuzzReport {
  /** Requests by the status of their answers. */
  statuses: Record<string, number>;
  /** What must not be, each with what repeats it. */
  faults: string[];
}

/** Milliseconds after which an answer that goes on is left; one that does not begin is a fault. */
const STREAM = 150;
const SILENCE = 20_000;

/** Requests between two looks at whether there is still something to attack. */
const ROUND = 40;

/**
 * Asks a rack with a fake cloud everything that openapi.yml knows, rightly and wrongly, as everybody from nobody to an admin.
 * No answer may be an error of the rack itself, each must fit its schema, and nobody may change what they may not.
 */
export async function fuzz(
  t: Pick<Test, 'teardown'>,
  { requests, seed }: { requests: number; seed: number },
): Promise<FuzzReport> {
  const rack = await TestRack.start(t, { rates: { burst: 1e9, perSecond: 1e9 } });
  const fuzzer = new Fuzzer(rack, await Population.of(rack), seed);
  const onRejection = (error: unknown) => fuzzer.report.faults.push(`a promise that nobody waited for: ${error}`);
  process.on('unhandledRejection', onRejection);
  try {
    for (let n = 0; n < requests; n++) await fuzzer.step(n);
  } finally {
    process.off('unhandledRejection', onRejection);
    fuzzer.close();
  }
  return fuzzer.report;
}

// Private

/** Who asks; `mayChange` tells what of the rack can be another one afterwards. */
interface Asker {
  name: string;
  token: string | undefined;
  mayChange: 'nothing' | 'mine' | 'all';
}

class Fuzzer {
  readonly report: FuzzReport = { statuses: {}, faults: [] };
  private readonly rack: TestRack;
  private readonly population: Population;
  private readonly seed: number;
  private readonly operations: readonly Operation[];
  private readonly schemas: Schemas;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private askers: Asker[] = [];

  constructor(rack: TestRack, population: Population, seed: number) {
    this.rack = rack;
    this.population = population;
    this.seed = seed;
    const document = describe(ROUTES, [], '0') as unknown as OpenApi;
    this.operations = operationsOf(document);
    this.schemas = document.components.schemas;
  }

  close(): void {
    this.agent.destroy();
  }

  async step(n: number): Promise<void> {
    if (n % ROUND === 0) await this.begin();
    // One seed a request, so that a fault is repeated without those before it.
    const random = new Random(this.seed * 1_000_003 + n);
    const asker = random.pick(this.askers);
    const request = requestOf(random, random.pick(this.operations));
    const before = asker.mayChange === 'all' ? '' : await this.digest(asker);
    const answer = await this.ask(request, asker, random.address());
    this.report.statuses[answer.status] = (this.report.statuses[answer.status] ?? 0) + 1;
    const fault = this.judge(request, answer) ?? (await this.changed(asker, before));
    if (fault)
      this.report.faults.push(
        `${fault}: #${n} as ${asker.name}: ${shown(request)} → ${answer.status} ${answer.text.slice(0, 300)}`,
      );
  }

  // Private

  private async begin(): Promise<void> {
    this.population.isChanged = true;
    await this.population.restore();
    const { store } = this.rack;
    if (store.developers.find('admin')?.role !== 'admin') throw new Error('The last admin is gone.');
    const token = (limits: Parameters<TestRack['token']>[1]) => this.rack.token('admin', limits);
    for (const { id } of store.tokens.list('admin')) store.tokens.revoke(id);
    this.askers = [
      { name: 'nobody', token: undefined, mayChange: 'nothing' },
      { name: 'a wrong token', token: 'rack_aaaaaaaaaa_'.padEnd(52, 'b'), mayChange: 'nothing' },
      { name: 'a reader', token: token({ role: 'read', apps: ['mine'] }), mayChange: 'nothing' },
      { name: 'a reader of all', token: token({ role: 'read' }), mayChange: 'nothing' },
      { name: 'a deployer of mine', token: token({ role: 'deploy', apps: ['mine'] }), mayChange: 'mine' },
      { name: 'an admin', token: token({}), mayChange: 'all' },
      { name: 'an admin', token: token({}), mayChange: 'all' },
    ];
  }

  /** All that is written down of what this asker may not change; once nothing works on any more. */
  private async digest({ mayChange }: Asker): Promise<string> {
    await poll(async () => this.rack.rack.background.count === 0 || undefined);
    const all = JSON.parse(this.population.digest()) as [
      [{ name: string }][],
      [object, { app: string }[]][],
      ...unknown[],
    ];
    const [apps, used, ...people] = all;
    if (mayChange === 'nothing') return JSON.stringify(all);
    const linked = used.map(([resource, links]) => [resource, links.filter(({ app }) => app !== 'mine')]);
    // Who destroys an app takes it out of all grants, and its links go with it.
    const ungranted = JSON.stringify(people).replace(/"mine",|,?"mine"/g, '');
    return JSON.stringify([apps.filter(([app]) => app.name !== 'mine'), linked, ungranted]);
  }

  private async changed(asker: Asker, before: string): Promise<string | undefined> {
    if (asker.mayChange === 'all') return undefined;
    return (await this.digest(asker)) === before ? undefined : 'something was changed';
  }

  private judge({ method }: FuzzRequest, { status, text, type, operation }: Answer): string | undefined {
    if (status === 0) return 'no answer';
    if (status === 500 || (status > 501 && status !== 503)) return 'an error of the rack itself';
    if (method === 'HEAD' || !type.startsWith('application/json')) return undefined;
    const schema = status < 300 ? operation?.answer?.schema : { $ref: '#/components/schemas/Refusal' };
    if (!schema) return undefined;
    try {
      return misfit(JSON.parse(text), schema, this.schemas);
    } catch {
      return 'no JSON';
    }
  }

  private ask(request: FuzzRequest, { token }: Asker, localAddress: string): Promise<Answer> {
    const { method, path, body } = request;
    const login = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const headers = { ...request.headers, ...login, ...(body && { 'content-length': body.length }) };
    const operation = this.operations.find(
      (each) => each.method === method && patternOf(each.path).test(path.replace(/\?.*$/s, '')),
    );
    return new Promise((resolve) => {
      const failed = () => resolve({ status: 0, text: '', type: '', operation });
      const asked = send(
        { port: this.rack.httpPort, host: '127.0.0.1', localAddress, method, path, headers, timeout: SILENCE },
        (answer) => {
          let text = '';
          const done = () =>
            resolve({ status: answer.statusCode ?? 0, text, type: answer.headers['content-type'] ?? '', operation });
          const leave = setTimeout(() => asked.destroy(), STREAM);
          answer.setEncoding('utf8').on('data', (chunk) => {
            text += chunk;
          });
          answer.on('close', () => {
            clearTimeout(leave);
            done();
          });
          answer.on('error', () => {});
        },
      );
      asked.on('error', failed).on('timeout', () => asked.destroy());
      asked.end(body);
    });
  }
}

interface Answer {
  status: number;
  text: string;
  type: string;
  operation: Operation | undefined;
}

interface OpenApi {
  paths: Record<string, Record<string, OpenOperation>>;
  components: { schemas: Schemas };
}

interface OpenOperation {
  parameters: readonly Parameter[];
  requestBody?: { content: Record<string, { schema: OpenSchema }> };
  responses: { 200: { content: Record<string, { schema: OpenSchema }> } };
}

function operationsOf({ paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody, responses }]) => {
      const [answer] = Object.entries(responses[200].content).map(([type, { schema }]) => ({ type, schema }));
      return { method: method.toUpperCase(), path, parameters, body: requestBody?.content ?? {}, answer };
    }),
  );
}

/** Names of some routes stand for many parts. */
const patternOf = (path: string) =>
  new RegExp(`^${path.replace(/\{(key|fingerprint|server)\}/g, '.*').replace(/\{\w+\}/g, '[^/]+')}$`, 's');

const shown = ({ method, path, headers, body }: FuzzRequest) =>
  `${method} ${path.slice(0, 200)} ${headers['content-type'] ?? ''} ${JSON.stringify(body?.toString().slice(0, 300) ?? '')}`;

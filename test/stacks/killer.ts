/**
 * Loaded into an endpoint before its program (`node --import`): ends the process by SIGKILL at a counted moment, so that
 * also moments are hit that last microseconds. What is counted is what outlives a process: each commit to a database,
 * and each request to a socket of this machine (the Docker engine, HAProxy) when it goes out and when it is answered.
 *
 * The file that RACK_TEST_KILL names says when, as `{"after": 12}`; it is read at the start and at each SIGUSR2, from
 * which the count begins anew. The count so far is in the file beside it.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import BetterSqlite3 from 'better-sqlite3';

const PLAN = process.env.RACK_TEST_KILL as string;
const count = openSync(`${PLAN}.count`, 'w');
let passed = 0;
let after = Number.POSITIVE_INFINITY;

function arm(): void {
  passed = 0;
  after = planned();
  if (after === 0) die('at the start');
}

function planned(): number {
  try {
    return JSON.parse(readFileSync(PLAN, 'utf8')).after ?? Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function moment(what: () => string): void {
  passed += 1;
  writeSync(count, String(passed).padEnd(12), 0);
  if (passed >= after) die(what());
}

function die(what: string): void {
  writeSync(2, `killed after ${passed}: ${what}\n`);
  closeSync(count);
  process.kill(process.pid, 'SIGKILL');
}

/** A statement outside a transaction commits by itself; of a transaction the commit is such a statement. Reading is no moment. */
function watchCommits(): void {
  const statement = Object.getPrototypeOf(new BetterSqlite3(':memory:').prepare('SELECT 1'));
  const { run } = statement;
  statement.run = function (this: BetterSqlite3.Statement, ...values: unknown[]) {
    const answer = run.apply(this, values);
    if (!this.database.inTransaction && hasChanged(this.database))
      moment(() => `${this.source.replace(/\s+/g, ' ')} ${JSON.stringify(values)}`);
    return answer;
  };
}

const changes = new WeakMap<BetterSqlite3.Database, { count: BetterSqlite3.Statement; last: unknown }>();

/** Whether anything was written since the last time that this was asked. */
function hasChanged(database: BetterSqlite3.Database): boolean {
  const known = changes.get(database) ?? { count: database.prepare('SELECT total_changes()').pluck(), last: 0 };
  changes.set(database, known);
  const before = known.last;
  known.last = known.count.get();
  return known.last !== before;
}

function watchSockets(): void {
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...values: unknown[]) {
    const path = pathOf(values);
    const socket = Reflect.apply(connect, this, values) as Socket;
    if (path !== undefined) {
      socket.once('connect', () => moment(() => `asked ${path}`));
      socket.once('data', () => moment(() => `answered by ${path}`));
    }
    return socket;
  } as typeof connect;
}

/** The path of the socket, of all the forms that `connect` takes it in. */
function pathOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return pathOf(value[0]);
  return typeof value === 'object' && value !== null ? (value as { path?: string }).path : undefined;
}

watchCommits();
watchSockets();
process.on('SIGUSR2', arm);
arm();

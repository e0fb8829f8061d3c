import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { AccessLogs } from '../../../../local/elb/access-logs/access-logs.ts';
import { ACCESS_LOG_FIELDS } from '../../../../local/elb/haproxy/access-log.ts';
import type { Listener, LoadBalancer } from '../../../../local/elb/model.ts';
import { State } from '../../../../local/elb/state.ts';
import { AwsError, type Input } from '../../../../local/endpoint/service.ts';
import { notNow } from '../../../../local/endpoint/unavailable.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

const LOADBALANCER = 'arn:aws:elasticloadbalancing:r:0:loadbalancer/app/web/1';
const LISTENER = 'arn:aws:elasticloadbalancing:r:0:listener/app/web/1/2';

/** What HAProxy writes of a request with this method. */
const written = (method: string) => {
  const said: Record<string, string> = { frontend: 'listener_2', time: '1700000000000000', active: '5', method };
  return `${ACCESS_LOG_FIELDS.map((name) => said[name] ?? '-').join(' ')}\n`;
};

/** The logs of one load balancer, of which two requests were written, and a bucket that answers what `errors` hold, one a call. */
function openLogs(t: { teardown(work: () => void): void }, errors: AwsError[]) {
  const folder = mkdtempSync(join(tmpdir(), 'access-logs-'));
  const database = openDatabase(':memory:');
  t.teardown(() => rmSync(folder, { recursive: true }));
  const state = new State(database);
  const attributes = { 'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': 'logs' };
  state.loadBalancers.save({ arn: LOADBALANCER, attributes } as unknown as LoadBalancer);
  const listener = { arn: LISTENER, loadBalancerArn: LOADBALANCER, protocol: 'HTTP', port: 80, actions: [] };
  state.listeners.save(listener as unknown as Listener);
  const file = join(folder, 'access.log');
  writeFileSync(file, written('GET') + written('PUT'));
  const [stored, told]: [string[], string[]] = [[], []];
  const callAws = async (_service: string, _operation: string, { Body }: Input) => {
    const error = errors.shift();
    if (error) throw error;
    stored.push(gunzipSync(Body).toString());
  };
  const log = { info: () => {}, error: (message: string) => void told.push(message) };
  return { logs: new AccessLogs({ state, config: newPlace(), callAws, log, database, file }), stored, told };
}

t.test('what could not be stored for now comes later, and once', async (t) => {
  const { logs, stored, told } = openLogs(t, [notNow('The disk is full.')]);
  await logs.deliver();
  t.same([stored.length, told.length], [0, 1]);
  await logs.deliver();
  await logs.deliver();
  t.equal(stored.length, 1);
  t.equal(stored[0]?.trimEnd().split('\n').length, 2);
});

t.test('what a bucket refuses is lost, as on AWS', async (t) => {
  const { logs, stored, told } = openLogs(t, [new AwsError('NoSuchBucket', 'The bucket is not there.', 404)]);
  await logs.deliver();
  await logs.deliver();
  t.same([stored, told], [[], [`access logs of ${LOADBALANCER} could not be delivered`]]);
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { poll } from '../lib/retry.ts';
import { run } from '../lib/run.ts';
import { Images } from '../local/images/images.ts';
import { type Opened, openBalancing, sweep, targetsOf } from '../test/integration/local/elb/fixture.ts';

const RACK = 'test-bench-router';
export const ROUTER = `rack-${RACK}-router`;
const PORTS = { app: 18_700, other: 18_701, alone: 18_702, one: 18_703, many: 18_704, logged: 18_705, byHand: 18_706 };
const RULES = 1_000;
/** As many as AWS lets a load balancer have: 100, of which one is left for those that come and go. */
const GROUPS = 99;

/** HAProxy that only hands on; and as one writes it by hand, to know hosts, tell who asks how, and try a closed connection again. */
const ALONE = `
frontend alone
  bind 127.0.0.1:${PORTS.alone}
  default_backend app
backend app
  server app 127.0.0.1:${PORTS.app}
frontend by-hand
  bind 127.0.0.1:${PORTS.byHand}
  option forwardfor
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Port ${PORTS.byHand}
  use_backend wanted if { req.hdr(host),field(1,:) -i app1.localhost }
backend wanted
  retry-on conn-failure empty-response
  server app 127.0.0.1:${PORTS.app}
`;

/** Somewhere to send requests, and whose rates its own is compared with. */
export interface Place {
  url: string;
  host: string;
  /** The container that answers. */
  container: string;
  beside: string[];
}

/** What is measured: an app, HAProxy alone before it, and a router before it with one rule and with a thousand. */
export class Bench {
  /** Milliseconds that changes took, by their kind. */
  readonly times: Record<string, number[]> = {};
  private readonly docker = new Docker();
  private readonly opened: Opened;
  private listener = '';
  private readonly groups: string[] = [];

  private constructor(opened: Opened) {
    this.opened = opened;
  }

  static async start(): Promise<Bench> {
    await sweep(RACK);
    const bench = new Bench(openBalancing(RACK));
    await bench.opened.service.start();
    await bench.runApp();
    await bench.haproxy('alone', ALONE);
    await bench.buildRouter();
    return bench;
  }

  get places(): Record<string, Place> {
    const place = (port: number, container: string, host = 'app1') => {
      return { url: `http://127.0.0.1:${port}/`, host: `${host}.localhost:${port}`, container };
    };
    return {
      'app itself': { ...place(PORTS.app, `${RACK}-app`), beside: [] },
      'HAProxy alone': { ...place(PORTS.alone, `${RACK}-alone`), beside: ['app itself'] },
      'HAProxy, by hand': { ...place(PORTS.byHand, `${RACK}-alone`), beside: ['HAProxy alone'] },
      'router, 1 rule': { ...place(PORTS.one, ROUTER), beside: ['HAProxy alone', 'HAProxy, by hand'] },
      'router, access logs': { ...place(PORTS.logged, ROUTER), beside: ['router, 1 rule'] },
      'router, 1,000 rules': { ...place(PORTS.many, ROUTER, `app${RULES}`), beside: ['router, 1 rule'] },
    };
  }

  /** One of each kind of change: a rule comes and goes, with a group that is known or a new one, and so does a target. */
  async change(number: number): Promise<void> {
    const [group = ''] = this.groups.slice(-1);
    const known = await this.timed('a rule for a known target group', () =>
      this.rule(`more${number}`, RULES + 1, group),
    );
    await this.timed('that rule deleted', () => this.call('DeleteRule', { RuleArn: known }));
    const added = await this.group(`new${number}`);
    const rule = await this.timed('a rule for a new target group', () => this.rule(`new${number}`, RULES + 1, added));
    await this.call('DeleteRule', { RuleArn: rule });
    await this.call('DeleteTargetGroup', { TargetGroupArn: added });
    await this.timed('a second target', () => this.target(group, PORTS.other));
    await this.timed('that target gone', () => this.untarget(group, PORTS.other));
  }

  /** What a container has used so far: microseconds of processors, and MiB of memory. */
  async used(container: string): Promise<{ processors: number; memory: number }> {
    const stats = await this.docker.getContainer(container).stats({ stream: false, 'one-shot': true });
    return { processors: stats.cpu_stats.cpu_usage.total_usage / 1000, memory: stats.memory_stats.usage / 2 ** 20 };
  }

  async close(): Promise<void> {
    await this.opened.close();
    await run(['docker', 'rm', '-f', `${RACK}-app`, `${RACK}-alone`], { ok: [0, 1] });
    await sweep(RACK, this.opened.home);
  }

  // Private

  private runApp(): Promise<void> {
    const binds = [PORTS.app, PORTS.other].map((port) => `  bind 127.0.0.1:${port}\n`).join('');
    const answer = '  http-request return status 200 content-type text/plain string hello\n';
    return this.haproxy('app', `frontend app\n${binds}${answer}`);
  }

  /** The same program as the router's, from the same image, with as many threads. */
  private async haproxy(name: string, config: string): Promise<void> {
    const folder = join(this.opened.home, name);
    const timeouts = ['connect', 'client', 'server'].map((which) => `  timeout ${which} 60s\n`).join('');
    await mkdir(folder);
    await writeFile(join(folder, 'haproxy.cfg'), `defaults\n  mode http\n${timeouts}${config}`);
    const log = { info: () => {}, error: () => {} };
    const image = await new Images({ docker: this.docker, baseImage: 'rack/debian:bookworm', log }).ensureImage(
      'haproxy',
    );
    const place = ['--network', 'host', '-v', `${folder}:/config`, image, '-db', '-f', '/config/haproxy.cfg'];
    await run(['docker', 'run', '-d', '--name', `${RACK}-${name}`, ...place]);
  }

  private async buildRouter(): Promise<void> {
    const quota = { ServiceCode: 'elasticloadbalancing', QuotaCode: 'L-7EED9B64', DesiredValue: 2 * RULES };
    await this.opened.callAws('servicequotas', 'RequestServiceQuotaIncrease', quota);
    await this.small('one', PORTS.one, 'false');
    await this.small('logged', PORTS.logged, 'true');
    this.listener = await this.balancer('many', PORTS.many);
    for (let number = 1; number <= GROUPS; number++) this.groups.push(await this.group(`app${number}`));
    for (let number = 1; number <= RULES; number++) {
      const kind = number <= GROUPS ? 'with a new target group' : 'with a known target group';
      const group = this.groups[Math.min(number, GROUPS) - 1] as string;
      await this.timed(`rules 1 to ${RULES}, ${kind}`, () => this.rule(`app${number}`, number, group));
    }
    await this.target(this.groups.at(-1) as string, PORTS.app);
  }

  /** A load balancer with one rule. */
  private async small(name: string, port: number, logs: 'true' | 'false'): Promise<void> {
    this.listener = await this.balancer(name, port, logs);
    const group = await this.group(name);
    await this.rule('app1', 1, group);
    await this.target(group, PORTS.app);
  }

  private async balancer(Name: string, Port: number, logs: 'true' | 'false' = 'false'): Promise<string> {
    const { LoadBalancers } = await this.call('CreateLoadBalancer', { Name, Subnets: ['subnet-a', 'subnet-b'] });
    const Attributes = [
      { Key: 'access_logs.s3.enabled', Value: logs },
      { Key: 'access_logs.s3.bucket', Value: 'logs' },
    ];
    await this.call('ModifyLoadBalancerAttributes', { LoadBalancerArn: LoadBalancers[0].LoadBalancerArn, Attributes });
    const FixedResponseConfig = { StatusCode: '404', ContentType: 'text/plain' };
    const { Listeners } = await this.call('CreateListener', {
      LoadBalancerArn: LoadBalancers[0].LoadBalancerArn,
      Protocol: 'HTTP',
      Port,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig }],
    });
    return Listeners[0].ListenerArn;
  }

  private async group(Name: string): Promise<string> {
    const { TargetGroups } = await this.call('CreateTargetGroup', {
      Name,
      Protocol: 'HTTP',
      Port: 80,
      TargetType: 'ip',
    });
    return TargetGroups[0].TargetGroupArn;
  }

  private async rule(host: string, Priority: number, TargetGroupArn: string): Promise<string> {
    const Conditions = [{ Field: 'host-header', HostHeaderConfig: { Values: [`${host}.localhost`] } }];
    const Actions = [{ Type: 'forward', TargetGroupArn }];
    const ListenerArn = this.listener;
    return (await this.call('CreateRule', { ListenerArn, Priority, Conditions, Actions })).Rules[0].RuleArn;
  }

  private async target(TargetGroupArn: string, Port: number): Promise<void> {
    await this.call('RegisterTargets', { TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port }] });
    await this.until(TargetGroupArn, Port, 'healthy');
  }

  private async untarget(TargetGroupArn: string, Port: number): Promise<void> {
    await this.call('DeregisterTargets', { TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port }] });
    await this.until(TargetGroupArn, Port, undefined);
  }

  private async until(group: string, port: number, state: string | undefined): Promise<void> {
    const pace = { first: 2, factor: 1.2, most: 20 };
    await poll(async () => (await targetsOf(this.opened, group))[port] === state || undefined, { pace });
  }

  private async timed<T>(kind: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await work();
    this.times[kind] = [...(this.times[kind] ?? []), performance.now() - started];
    return result;
  }

  // biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
  private call(operation: string, input: object): Promise<any> {
    return this.opened.call(operation, input);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { Certificates } from '../../../../local/acm/certificates.ts';
import { createAcm } from '../../../../local/acm/service.ts';
import { createCloudWatch } from '../../../../local/cloudwatch/service.ts';
import type { Config } from '../../../../local/config.ts';
import { createElasticLoadBalancing } from '../../../../local/elb/service.ts';
import { AwsError, type Input } from '../../../../local/endpoint/service.ts';
import { createServiceQuotas } from '../../../../local/servicequotas/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';

/** A load balancer service of a rack of its own, on a folder of its own. */
export function openBalancing(rack: string, home = mkdtempSync(join(tmpdir(), 'elb-'))) {
  const database = openDatabase(join(home, 'local.db'));
  const config = {
    rack,
    home,
    region: 'us-east-1',
    account: '000000000000',
    baseImage: 'rack/debian:bookworm',
  } as Config;
  const log = { info: () => {}, error: (message: string, cause?: unknown) => console.error(message, cause) };
  /** The objects of the bucket `logs`, which is the only one there is. */
  const stored = new Map<string, Buffer>();
  const store = ({ Bucket, Key, Body }: Input) => {
    if (Bucket !== 'logs') throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    stored.set(`${Bucket}/${Key}`, Buffer.from(Body));
    return {};
  };
  const quotas = createServiceQuotas({ config, database });
  const cloudWatch = createCloudWatch({ database, log });
  // biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
  const callAws = async (service: string, operation: string, input: Input): Promise<any> =>
    service === 'servicequotas'
      ? quotas.operations[operation]?.(input)
      : service === 's3'
        ? store(input)
        : service === 'monitoring'
          ? cloudWatch.operations[operation]?.(input)
          : network(operation, input);
  const certificates = new Certificates({ config, database });
  const service = createElasticLoadBalancing({ database, config, certificates, log, callAws });
  const requests = () => service.tellRequests();
  const callElb = async (_: string, operation: string, input: Input) => service.operations[operation]?.(input);
  const acm = createAcm({ config, certificates, callAws: callElb });
  // biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
  const callAcm = async (operation: string, input: Input): Promise<any> => acm.operations[operation]?.(input);
  // biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
  const call = async (operation: string, input: Input): Promise<any> => service.operations[operation]?.(input);
  const close = async () => {
    await service.stop();
    database.close();
  };
  return { service, requests, call, callAcm, callAws, stored, store, home, close };
}

export type Opened = ReturnType<typeof openBalancing>;

/** A listener on `port` that forwards to a new target group; answers the group's ARN. */
export async function openRoute({ call }: Opened, port: number): Promise<{ targetGroup: string; listener: string }> {
  const { LoadBalancers } = await call('CreateLoadBalancer', { Name: 'rack', Subnets: ['subnet-a', 'subnet-b'] });
  const { TargetGroups } = await call('CreateTargetGroup', {
    Name: 'web',
    Port: '3000',
    Protocol: 'HTTP',
    TargetType: 'ip',
    HealthCheckIntervalSeconds: '5',
    HealthCheckTimeoutSeconds: '2',
  });
  const targetGroup: string = TargetGroups[0].TargetGroupArn;
  const { Listeners } = await call('CreateListener', {
    LoadBalancerArn: LoadBalancers[0].LoadBalancerArn,
    Port: String(port),
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroup }],
  });
  return { targetGroup, listener: Listeners[0].ListenerArn };
}

export const targetsOf = async ({ call }: Opened, TargetGroupArn: string): Promise<Record<string, string>> => {
  const { TargetHealthDescriptions } = await call('DescribeTargetHealth', { TargetGroupArn });
  const entries = TargetHealthDescriptions.map(
    (each: { Target: { Port: number }; TargetHealth: { State: string } }) => [
      each.Target.Port,
      each.TargetHealth.State,
    ],
  );
  return Object.fromEntries(entries);
};

/** An HTTP server in a process of its own, on a free port of 127.0.0.1. It answers with its port. */
export function startTarget(): Promise<{ port: number; process: ChildProcess }> {
  const program = `
    const server = require('node:http').createServer((request, response) => {
      const answer = () => response.end(String(server.address().port));
      if (request.url === '/slow') setTimeout(answer, 1500);
      else if (request.url.startsWith('/status/')) response.writeHead(Number(request.url.slice(8))).end();
      else if (request.url === '/fields') response.end(JSON.stringify(request.headers));
      else answer();
    });
    server.on('upgrade', (request, socket) => {
      const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
      const accept = require('node:crypto').createHash('sha1').update(key).digest('base64');
      socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n');
      socket.write('Sec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n');
      socket.on('error', () => {});
      socket.pipe(socket);
    });
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => {
    child.stdout.once('data', (text) => resolve({ port: Number(text), process: child }));
  });
}

/** Removes the containers of a test's rack, and its folder. */
export async function sweep(rack: string, home?: string): Promise<void> {
  const docker = new Docker();
  const containers = await docker.listContainers({ all: true, filters: { label: [`io.rack.rack=${rack}`] } });
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
  if (home) rmSync(home, { recursive: true, force: true });
}

/** A network in which `subnet-a`, `subnet-b` and so on lie in the zones of their letters. */
function network(operation: string, input: Input) {
  const VpcId = 'vpc-1';
  if (operation === 'DescribeInternetGateways') return { InternetGateways: [{ InternetGatewayId: 'igw-1' }] };
  if (operation === 'DescribeSecurityGroups') return { SecurityGroups: input.GroupIds.map(() => ({ VpcId })) };
  const ids: string[] = input.SubnetIds;
  return { Subnets: ids.map((SubnetId) => ({ SubnetId, VpcId, AvailabilityZone: `us-east-1${SubnetId.at(-1)}` })) };
}

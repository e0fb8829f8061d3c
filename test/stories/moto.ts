import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { poll } from '../../lib/retry.ts';
import type { Test } from './rack.ts';

/** Something that AWS does and moto_server 5.2 does not, and what the door before it does about that. */
interface Gap {
  what: string;
  /** Changes a request's body. */
  rewrite?: (body: string) => string;
  /** Answers in moto's place. */
  answer?: (body: string) => string | undefined;
}

/**
 * Every gap of moto that a rack meets. Those without a remedy here are met by the story itself, which says where.
 */
export const GAPS: Gap[] = [
  {
    what: 'Its CloudFormation makes every load balancer an application balancer, which refuses TCP listeners.',
    rewrite: (body) => body.replaceAll('Protocol%3A%20TCP', 'Protocol%3A%20HTTP'),
  },
  {
    what: 'It has no UpdateTerminationProtection.',
    answer: (body) => (body.includes('Action=UpdateTerminationProtection&') ? UNPROTECTED : undefined),
  },
  {
    what: 'It takes the bucket of a TemplateURL from the host name, whatever the URL looks like.',
    rewrite: (body) =>
      body.replace(
        /TemplateURL=http%3A%2F%2F127[\d.]+%3A\d+%2F([\w-]+)%2F/,
        'TemplateURL=https%3A%2F%2F$1.s3.amazonaws.com%2F',
      ),
  },
  {
    what: 'It knows the quotas of VPCs only, and crashes on others.',
    answer: (body) => (body.includes('"QuotaCode":"L-1216C47A"') ? '{"Quota":{"Value":32}}' : undefined),
  },
  { what: 'Its stacks have no events of their resources: the progress table stays empty.' },
  { what: 'It shows the value of an SSM parameter as the parameter itself: Ami has to be given again at an update.' },
  {
    what: 'Its first update looks at what conditions leave out (Fn::Select of an empty list): the second goes through.',
  },
  { what: 'It never answers that an update has nothing to change.' },
  {
    what: 'Its DeleteStack fails on the VPC and leaves services, definitions and groups: a second uninstall goes through.',
  },
  { what: 'It takes no image layers: --image, and releases of images that nobody pushed.' },
  { what: 'It ignores capacity providers, runs no tasks and knows no target health: no release comes to serve.' },
  { what: 'Updating a task definition leaves its containers without name and image: one release an app.' },
  { what: 'It does not make capacity providers, secrets, bucket policies, DNS records: Ref of them is their name.' },
];

const UNPROTECTED = `<UpdateTerminationProtectionResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
<UpdateTerminationProtectionResult><StackId>x</StackId></UpdateTerminationProtectionResult></UpdateTerminationProtectionResponse>`;

/** A moto_server of a test's own, and before it a door that makes up for its gaps. */
export class Moto {
  readonly url: string;
  /** What moto answered with an error of its own instead of AWS's. */
  readonly crashes: string[] = [];
  private readonly door: Server;
  private readonly port: number;

  private constructor(port: number) {
    this.port = port;
    this.door = createServer((request, answer) => void this.pass(request, answer));
    this.url = '';
  }

  static async start(t: Test): Promise<Moto> {
    const port = await freePort();
    const server = spawn('moto_server', ['-p', `${port}`], { stdio: 'ignore' });
    t.teardown(() => stopped(server));
    await poll(() =>
      fetch(`http://127.0.0.1:${port}/moto-api/`)
        .then(() => true)
        .catch(() => undefined),
    );
    const moto = new Moto(port);
    await new Promise<void>((done) => void moto.door.listen(0, '127.0.0.1', done));
    t.teardown(() => moto.door.close());
    return Object.assign(moto, { url: `http://127.0.0.1:${(moto.door.address() as AddressInfo).port}` });
  }

  /** The environment by which the AWS SDK finds it. */
  env(): Record<string, string> {
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' };
    return { AWS_ENDPOINT_URL: this.url, ...keys };
  }

  // Private

  private async pass(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const body = Buffer.from(await text(from.setEncoding('latin1')), 'utf8').toString();
    const answer = GAPS.map((gap) => gap.answer?.(body)).find((each) => each !== undefined);
    if (answer !== undefined) return void to.writeHead(200, { 'content-type': 'text/xml' }).end(answer);
    const sent = Buffer.from(
      GAPS.reduce((last, { rewrite }) => rewrite?.(last) ?? last, body),
      'latin1',
    );
    const headers = { ...from.headers, 'content-length': sent.length };
    const options = { host: '127.0.0.1', port: this.port, method: from.method, path: from.url, headers };
    const onward = request(options, (got) => {
      if (got.statusCode === 500) this.crashes.push(body.slice(0, 60));
      got.pipe(to.writeHead(got.statusCode!, got.headers));
    });
    onward.on('error', () => to.destroy()).end(sent);
  }
}

// Private

async function stopped(child: ChildProcess): Promise<void> {
  const gone = new Promise((done) => child.once('exit', done));
  if (child.kill('SIGKILL')) await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

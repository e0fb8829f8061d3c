import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import * as elasticloadbalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import * as kinesis from '@aws-sdk/client-kinesis';
import * as s3 from '@aws-sdk/client-s3';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { retry } from '../../lib/retry.ts';
import type { Caller } from './signed-call.ts';
import { signedCall } from './signed-call.ts';

// biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
export type Shape = Record<string, any>;

/** How often, and in milliseconds how soon, a call is tried again that met a process which was just killed. */
const ATTEMPTS = 600;
const PACE = { first: 50, factor: 1, most: 50 };

/** The services that have an SDK here, by the names of `callAws`. */
const SDKS: Record<string, Shape> = {
  autoscaling,
  cloudformation,
  ec2,
  ecr,
  ecs,
  elasticloadbalancing,
  kinesis,
  s3,
  secretsmanager,
};

const CLIENTS: Record<string, string> = {
  autoscaling: 'AutoScalingClient',
  cloudformation: 'CloudFormationClient',
  ec2: 'EC2Client',
  ecr: 'ECRClient',
  ecs: 'ECSClient',
  elasticloadbalancing: 'ElasticLoadBalancingV2Client',
  kinesis: 'KinesisClient',
  s3: 'S3Client',
  secretsmanager: 'SecretsManagerClient',
};

/** The X-Amz-Target of the JSON services without an SDK. */
const TARGETS: Record<string, string> = { logs: 'Logs_20140328', ssm: 'AmazonSSM' };

/**
 * The endpoint as a patient client sees it: a call that was cut off is made again as it was, token and all, until it is
 * answered. Refusals are the client's to handle; their `name` is the error code.
 */
export class Cloud {
  private readonly caller: Caller;
  private readonly clients = new Map<string, { send(command: unknown): Promise<Shape> }>();

  constructor(caller: Caller) {
    this.caller = caller;
  }

  readonly ask = (service: string, operation: string, input: Shape = {}): Promise<Shape> => {
    const once = () => (service in SDKS ? this.send(service, operation, input) : this.sign(service, operation, input));
    return retry(once, { times: ATTEMPTS, pace: PACE, again: isCutOff });
  };

  /** The same, of a service whose operations are paths. */
  async get(service: string, path: string): Promise<Shape> {
    const once = () => signedCall(this.caller, { service, method: 'GET', path });
    return answerOf(await retry(once, { times: ATTEMPTS, pace: PACE, again: isCutOff }));
  }

  // Private

  private send(service: string, operation: string, input: Shape): Promise<Shape> {
    const Command = SDKS[service]?.[`${operation}Command`];
    return this.client(service).send(new Command(input));
  }

  private client(service: string) {
    const known = this.clients.get(service);
    if (known) return known;
    const Client = SDKS[service]?.[CLIENTS[service] as string];
    const requestHandler = new NodeHttpHandler();
    const client = new Client({ ...this.caller, requestHandler, maxAttempts: 1, forcePathStyle: true });
    this.clients.set(service, client);
    return client;
  }

  private async sign(service: string, operation: string, input: Shape): Promise<Shape> {
    if (service in TARGETS) {
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${TARGETS[service]}.${operation}`,
      };
      return answerOf(await signedCall(this.caller, { service, headers, body: JSON.stringify(input) }));
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ Action: operation, Version: '2010-05-08', ...input }).toString();
    return answerOf(await signedCall(this.caller, { service, headers, body }));
  }
}

// Private

/** The process ended before it had answered, or was not there. */
function isCutOff(error: unknown): boolean {
  const { code, message, $metadata, cause } = error as Shape;
  if ($metadata?.httpStatusCode !== undefined && !/aborted|hang up/.test(message)) return false;
  return /ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET|aborted|hang up|fetch failed/.test(
    `${code} ${message} ${cause?.code}`,
  );
}

function answerOf({ status, text }: { status: number; text: string }): Shape {
  const answer = text.startsWith('<') ? parseXml(text) : JSON.parse(text || '{}');
  if (status < 300) return answer;
  const error = answer.ErrorResponse?.Error ?? { Code: answer.__type ?? answer.ErrorCode, Message: answer.message };
  throw Object.assign(new Error(error.Message ?? text), { name: error.Code, $metadata: { httpStatusCode: status } });
}

/** The XML of query services as an object; lists are the members called `member`. */
function parseXml(text: string): Shape {
  const root: Shape = {};
  const open: Shape[] = [root];
  for (const [, end, name, leaf] of text.matchAll(/<(\/?)(\w+)[^>]*?>(?:([^<]*)<\/\2>)?/g)) {
    const parent = open.at(-1) as Shape;
    if (end) open.pop();
    else if (leaf !== undefined) add(parent, name as string, unescaped(leaf));
    else open.push(add(parent, name as string, {}) as Shape);
  }
  return root;
}

function add(parent: Shape, name: string, value: unknown): unknown {
  parent[name] = name === 'member' ? [...(parent.member ?? []), value] : value;
  return value;
}

function unescaped(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

import { createHash } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../../lib/failure.ts';

/** Bytes of a template that a request itself may hold, and that an object in S3 may have (CloudFormation quotas). */
const LIMITS = { body: 51_200, object: 1_000_000 };

/** How a template is given to CloudFormation. */
export type Given = { TemplateBody: string } | { TemplateURL: string };

/** Hands templates to CloudFormation: small ones in the request, larger ones through the rack's bucket. */
export class Templates {
  private readonly client: S3Client;
  private readonly bucket: string | undefined;

  constructor(client: S3Client, bucket: string | undefined) {
    this.client = client;
    this.bucket = bucket;
  }

  /** Runs the call with the template. CloudFormation has read it when the call answers, so it is removed then. */
  async give<T>(template: string, call: (given: Given) => Promise<T>): Promise<T> {
    const bytes = Buffer.byteLength(template);
    if (bytes <= LIMITS.body) return call({ TemplateBody: template });
    if (bytes > LIMITS.object || !this.bucket) throw tooLarge(bytes, this.bucket ? LIMITS.object : LIMITS.body);
    const object = { Bucket: this.bucket, Key: `${createHash('sha256').update(template).digest('hex')}.json` };
    const address = await this.put({ ...object, Body: template });
    try {
      return await call({ TemplateURL: address });
    } finally {
      // The bucket forgets by itself what could not be removed.
      await this.client.send(new DeleteObjectCommand(object)).catch(() => {});
    }
  }

  // Private

  /** The address that the SDK put the object to is where CloudFormation finds it, whatever the endpoint is. */
  private async put(input: { Bucket: string; Key: string; Body: string }): Promise<string> {
    const command = new PutObjectCommand(input);
    let address = '';
    command.middlewareStack.add(
      (next) => (args) => {
        const { protocol, hostname, port, path } = args.request as Address;
        address = `${protocol}//${hostname}${port ? `:${port}` : ''}${path}`;
        return next(args);
      },
      { step: 'finalizeRequest', name: 'rememberAddress' },
    );
    await this.client.send(command);
    return address;
  }
}

// Private

interface Address {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
}

function tooLarge(bytes: number, limit: number): Failure {
  return new Failure(
    'template_too_large',
    `The app's CloudFormation template has ${bytes} bytes; ${limit} are the most that CloudFormation takes.`,
    { hint: 'Give the app fewer processes, or fewer or shorter environment variables.' },
  );
}

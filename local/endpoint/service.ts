/** The members of a request, parsed from the wire. In the query protocol every leaf is a string. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes of inputs are AWS's API models; each operation checks what it reads
export type Input = Record<string, any>;

/** One AWS operation: takes the request's members, answers the response's members (dates as Date, blobs as Buffer). */
export type Operation = (input: Input) => Promise<object | undefined> | object | undefined;

/** One AWS service as the endpoint serves it: its operations by their AWS names. */
export interface Service {
  /** The service's name in a SigV4 credential scope: `ecs`, `cloudformation`, `elasticloadbalancing`… */
  readonly signingName: string;
  readonly protocol: 'query' | 'ec2' | 'json';
  /** Query protocols: the API version, which names the XML namespace. */
  readonly version: string;
  /** JSON protocol: the part of X-Amz-Target before the dot. */
  readonly target?: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/**
 * Calls an operation of any service of this endpoint in the same process: what one AWS service does when it uses
 * another. Rejects with the `AwsError` that a client would get.
 */
// biome-ignore lint/suspicious/noExplicitAny: the shapes of outputs are AWS's API models
export type CallAws = (signingName: string, operation: string, input: Input) => Promise<any>;

/** An error as AWS answers it: `code` is the error code of the API reference, `message` its sentence. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

import type { Coverage } from '../coverage/coverage.ts';

/** The members of a request, parsed from the wire. In the query protocol every leaf is a string. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes of inputs are AWS's API models; each operation checks what it reads
export type Input = Record<string, any>;

/** One AWS operation: takes the request's members, answers the response's members (dates as Date, blobs as Buffer). */
export type Operation = (input: Input) => Promise<object | undefined> | object | undefined;

/** One AWS service as the endpoint serves it: its operations by their AWS names. */
export interface Service {
  /** The service's name in a SigV4 credential scope: `ecs`, `cloudformation`, `elasticloadbalancing`… */
  readonly signingName: string;
  readonly protocol: 'query' | 'ec2' | 'json' | 'rest-json' | 's3';
  /** Query protocols: the API version, which names the XML namespace. */
  readonly version: string;
  /** Query protocol: the names of the items of lists, by the lists' names; the others' are `member`. */
  readonly listItems?: Readonly<Record<string, string>>;
  /** The protocol of clients that do not speak JSON to it, and the codes by which that calls some errors. */
  readonly older?: { protocol: 'query' | 'sqs-query'; codes: Readonly<Record<string, string>> };
  /** JSON protocol: the part of X-Amz-Target before the dot. */
  readonly target?: string;
  /** REST protocols: where each operation is found. */
  readonly routes?: Readonly<Record<string, Route>>;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Where it serves less than AWS does. */
  readonly coverage?: Coverage;
}

/** Where the operation of a REST protocol is found. */
export interface Route {
  /** Method and path with the members in it: `PUT /2015-02-01/file-systems/{FileSystemId}`. */
  request: string;
  /** The HTTP status when all went well; 200 unless said otherwise. */
  status?: number;
  /** The members in the query that are lists. */
  lists?: readonly string[];
  /** Names in the query that are not those of their members. */
  renamed?: Readonly<Record<string, string>>;
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
  /** Further members of the error's shape. */
  readonly members: Readonly<Record<string, string | string[]>> | undefined;

  constructor(code: string, message: string, status = 400, members?: Readonly<Record<string, string | string[]>>) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

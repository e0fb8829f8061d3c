import type { AwsError, Input, Service } from '../service.ts';
import type { WireRequest } from '../wire.ts';

/** An answer before it has its request id header. */
export interface Answer {
  contentType: string;
  body: string | Buffer;
  /** Further headers. */
  headers?: Record<string, string>;
  /** The HTTP status of an operation that went well, unless it is 200. */
  status?: number;
}

/** What the front refuses by itself, before any service is asked; each protocol has its own code for it. */
export type Refusal =
  | 'missing-authentication'
  | 'incomplete-signature'
  | 'unknown-key'
  | 'expired'
  | 'denied'
  | 'wrong-signature'
  | 'unknown-operation'
  | 'unreadable'
  | 'too-large';

/** How one family of AWS services speaks: parse and write in pairs, and the codes of its refusals. */
export interface Protocol {
  /** The operation's name and a function that parses its input, which may throw an `AwsError`. */
  read(request: WireRequest, service: Service): { operation: string; input: () => Input };
  write(service: Service, operation: string, output: object | undefined, requestId: string): Answer;
  writeError(service: Service | undefined, error: AwsError, requestId: string): Answer & { errorType?: string };
  readonly refusals: Readonly<Record<Refusal, { code: string; status: number }>>;
}

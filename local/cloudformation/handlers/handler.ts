import type { CallAws } from '../../endpoint/service.ts';
import type { Tag } from '../store/stacks.ts';
import type { Value } from '../template/template.ts';

// biome-ignore lint/suspicious/noExplicitAny: properties follow AWS's resource specification; each handler checks what it reads
export type Properties = Record<string, any>;

/** What a handler answers when its resource stands: the value of Ref, and those of GetAtt. */
export interface Made {
  physicalId: string;
  attributes: Record<string, Value>;
}

/** What a handler may know and use besides the properties. */
export interface Context {
  /** Calls with the stack's role, if it has one. */
  callAws: CallAws;
  region: string;
  account: string;
  stackName: string;
  logicalId: string;
  /** The same at every attempt to make this resource: for client tokens. */
  token: string;
  /** The resource's id, once its create call answered. Set in update and delete. */
  physicalId: string | undefined;
  /** An earlier attempt to create was cut off by the end of the process and may have got through. */
  resumed: boolean;
  /** Aborts when the stack no longer wants what is waited for. Calls run to their end, waits do not. */
  signal: AbortSignal;
  /** In a deletion: a snapshot of the resource's last state is to stay. */
  withSnapshot?: boolean;
  /** The template's UpdatePolicy, for the types that know one. */
  updatePolicy: Properties | undefined;
  /** A generated name, the same at every attempt; short enough for services with a limit. */
  name(limit?: number): string;
  /** The resource's tags: the template's, the stack's, and CloudFormation's own. */
  tags(own?: Tag[]): Tag[];
  /** Whether a thing of this type and id belongs to a resource that some stack knows of. */
  isKnown(physicalId: string): boolean;
  /**
   * Runs the create call unless an earlier attempt's result is known, and stores the id it answers before anything
   * else happens, so that no failure afterwards can lose the resource.
   */
  once(create: () => Promise<string>): Promise<string>;
}

/** How one resource type is carried out with the API of its service. */
export interface Handler {
  /** Why this machine makes no such resource; it may then only stand behind a condition that does not hold. */
  unserved?: string;
  /** Properties that are carried out, or handed to the service, which refuses what in them it does not serve. */
  serves: readonly string[];
  /** Properties that are taken and do nothing, each with why nothing is missed. All others of the type are refused. */
  inert?: Readonly<Record<string, string>>;
  /** The names that GetAtt knows. */
  attributes: readonly string[];
  /** Properties whose change needs a new resource, a dot between an inner one and its outer; `*` stands for all. */
  replacedBy: readonly string[];
  /** Creates the resource and waits until it does its work; run again with its id known after a crash. */
  create(properties: Properties, context: Context): Promise<Made>;
  /** Takes the resource from the previous to the given properties; must bear being run twice. */
  update?(properties: Properties, context: Context, previous: Properties): Promise<Made>;
  /** A resource that is gone already is no error. */
  delete(properties: Properties, context: Context): Promise<void>;
  /** The id of what a create call made whose answer was lost with the process: what stands under its name. */
  find?(properties: Properties, context: Context): Promise<string | undefined>;
  /** `find` goes by a token, by tags or by what only this resource can have: what it finds is nobody else's. */
  findsOwn?: true;
}

export type HandlerTable = Readonly<Record<string, Handler>>;

/** A failure that a resource handler words itself. */
export class HandlerFailure extends Error {
  readonly handlerCode: string;

  constructor(message: string, handlerCode = 'GeneralServiceException') {
    super(message);
    this.name = 'HandlerFailure';
    this.handlerCode = handlerCode;
  }
}

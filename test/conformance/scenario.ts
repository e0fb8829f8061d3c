/** One call of the suite, as data: what is asked, by which client, and what AWS says to it. */
export interface Case {
  /** The operation and what the case is about, `ListShards: of a stream`: its identity in the lists of differences. */
  title: string;
  /** `{{said.member.0}}` in a text stands for a member of an earlier answer of the same cloud. */
  input: object;
  /** The error code that AWS answers by its reference; without one the call goes well. */
  refused?: string;
  /** The service, when it is another than the scenario's. */
  service?: string;
  /** The name by which later calls refer to the answer. */
  as?: string;
  /** What the answer, or the refusal, has at least by AWS's reference. */
  says?: object;
  /** Ask again until the answer has at least this: for what takes its time. */
  until?: object;
  /** Who makes the call, unless it is the SDK for JavaScript where that is a dependency, and else boto3. */
  by?: 'boto3';
  /** Why moto is not asked, and the section of AWS's reference that the expectation is from. */
  alone?: string;
}

type More = Omit<Case, 'title' | 'input' | 'refused'>;

/** A call that goes well. */
export function call(title: string, input: object = {}, more: More = {}): Case {
  return { title, input, ...more };
}

/** A call that AWS refuses. */
export function refused(code: string, title: string, input: object = {}, more: More = {}): Case {
  return { title, input, refused: code, ...more };
}

/**
 * The operation that a case calls; `wait stream_exists` is the wait of that name in the SDKs. Of the service `aws`, which is
 * the command line, it is the command.
 */
export function operationOf({ title }: Case): string {
  return title.slice(0, title.indexOf(':'));
}

/** The calls to one service, in the order in which they are made. */
export interface Scenario {
  service: string;
  cases: Case[];
}

/** What a cloud said to a case. */
export type Outcome =
  | { answer: Answer; refusal?: undefined; problems: string[] }
  | { answer?: undefined; refusal: Refusal; problems: string[] };

export interface Refusal {
  code: string;
  message: string;
  status: number;
}

// biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
export type Answer = any;

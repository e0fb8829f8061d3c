/** What the server asks an agent to do; a stream of the link carries each. */
export type Wish = Find | Execute | ReadFiles | WriteFiles | Dial | Measure;

/** Answers whether a running container of this task is on the agent's machine. */
export interface Find {
  kind: 'find';
  task: string;
}

/** Runs a command in a container; answers its exit code. */
export interface Execute {
  kind: 'execute';
  task: string;
  command: readonly string[];
  /** `NAME=value`, beside the container's own. */
  env: readonly string[];
  /** With a size the command gets a terminal. */
  terminal: Size | undefined;
  /** The container is there for this command alone and ends with it, however that ends. */
  endsContainer: boolean;
}

/** Sends a file or folder of a container as a tar archive. */
export interface ReadFiles {
  kind: 'read files';
  task: string;
  path: string;
}

/** Unpacks the tar archive that comes into a folder of a container. */
export interface WriteFiles {
  kind: 'write files';
  task: string;
  path: string;
}

/** Opens a TCP connection. */
export interface Dial {
  kind: 'dial';
  host: string;
  port: number;
}

/** Answers what the running containers of an app take, by task. */
export interface Measure {
  kind: 'measure';
  app: string;
}

export interface Size {
  width: number;
  height: number;
}

/** What a running container takes: cores, and bytes. */
export interface Use {
  cpu: number;
  memory: number;
}

/** What one side tells the other beside bytes: what happens at a client, or that a connection stands. */
export type Control = { resize: Size } | { signal: string } | { connected: true };

/** How a wish ended: with an answer, or with the code, sentence and hint of a failure. */
export type Outcome = { answer: unknown } | { failure: { code: string; message: string; hint?: string } };

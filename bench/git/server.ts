/** A server of git repositories, as a client sees it. */
export interface GitServer {
  /** As it stands in the report. */
  name: string;
  /** Where the repository of this name is. */
  url(repository: string): string;
  /** What the client needs in its environment to be let in. */
  env: Record<string, string>;
  /** Makes an empty repository, unless a push makes it. */
  make(repository: string): Promise<void>;
  remove(repository: string): Promise<void>;
}

/** Where what was started is given to, so that it is ended. */
export interface Test {
  teardown(clean: () => unknown): void;
}

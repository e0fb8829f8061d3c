/** The files of a pushed tree, as a buildpack may look at them. */
export interface Tree {
  files(): Promise<string[]>;
  read(path: string): Promise<string | undefined>;
}

/** What an app asks of its language, and where it says so. */
export interface VersionPin {
  /** The version or range as it is written. */
  wanted: string;
  /** The file (and field) that won, for people: `package.json engines`. */
  from: string;
}

/** How an app of a language becomes an image; a stack turns it into a Dockerfile. */
export interface Plan {
  language: 'node';
  /** The name for people: `Node.js`. */
  title: string;
  /** The file that told the language. */
  because: string;
  /** The exact version. */
  version: string;
  pin: VersionPin;
  /** Shell lines that install dependencies. Empty when there are none. */
  install: string[];
  /** What `install` reads: these files, or the whole tree. */
  installNeeds: string[] | 'everything';
  /** Shell lines that build, run with the whole tree in place. */
  build: string[];
  /** Shell lines after the build that take away what only the build needed. */
  prune: string[];
  /** Process type → command line, for apps without a Procfile. */
  processes: Record<string, string>;
  /** Folders that installs and builds share from push to push. */
  caches: string[];
  /** Things the developer should know: `package.json has no lockfile`. */
  notes: string[];
}

/** Resolves a range to the highest exact version that exists. */
export type ResolveVersion = (range: string) => Promise<string>;

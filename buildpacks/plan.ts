/** The files of a pushed tree, as a buildpack may look at them. */
export interface Tree {
  files(): Promise<string[]>;
  read(path: string): Promise<string | undefined>;
}

export type Language = 'node' | 'python' | 'ruby' | 'php' | 'go' | 'java' | 'rust' | 'deno' | 'bun' | 'static';

/** What a stack can put into an image: the languages' own programs, and a web server for those that need one. */
export type RuntimeName = Exclude<Language, 'static'> | 'nginx';

/** What an app asks of its language, and where it says so. */
export interface VersionPin {
  /** The version or range as it is written. */
  wanted: string;
  /** The file (and field) that won, for people: `engines in package.json`. */
  from: string;
}

/** A program that the build or the processes need. */
export interface Runtime {
  name: RuntimeName;
  /** The name for people: `Node.js`. */
  title: string;
  /** As exact as the stack can tell. */
  version: string;
  pin: VersionPin;
  /** What it does not come with by itself, such as extensions of PHP, by their names in the language. */
  parts?: readonly string[];
  /** Whether processes need it too; what only the build needs is not in the image that runs. */
  at: 'build' | 'build and run' | 'run';
}

/** A step of the build: what of the tree it reads, and the shell lines that it runs, each of them a layer. */
export interface Step {
  /** These files (and folders, which end in /), the whole tree, or what earlier steps have read. */
  needs: readonly string[] | 'everything';
  run: readonly string[];
  /** Folders that the lines share from push to push of this app, such as a package manager's downloads. */
  caches: readonly string[];
}

/** Debian packages besides the runtimes, by name. */
export interface SystemPackages {
  /** For the build: compilers, headers. */
  build: readonly string[];
  /** For the processes; the build has them too. */
  run: readonly string[];
}

/** How an app of a language becomes an image; a stack and `dockerfile` turn it into a Dockerfile. Made by looking at files only. */
export interface Plan {
  language: Language;
  /** The name for people: `Node.js`. */
  title: string;
  /** The file that told the language. */
  because: string;
  /** The language's own first. */
  runtimes: readonly Runtime[];
  packages: SystemPackages;
  /** The build, in its order, as the app's user in /app. */
  steps: readonly Step[];
  /**
   * Folders that steps make and that change less often than the code (`node_modules`): each becomes a layer of its own,
   * below the code. Paths in /app, or absolute.
   */
  kept: readonly string[];
  /**
   * What of /app is in the image besides `kept`: the pushed `tree` as it is, what is there after the `build`, or `nothing`
   * (a program that needs no sources).
   */
  result: 'tree' | 'build' | 'nothing';
  /** Paths in /app that stay out of a `build` result: sources of what was compiled, caches of tools. */
  dropped: readonly string[];
  /** Files of the buildpack's own, such as a server's configuration, by their path in `OWN`; those in `bin/` can be run. */
  files?: Readonly<Record<string, string>>;
  /** Variables of the image, for the build and the processes. The app's own environment wins. */
  env: Readonly<Record<string, string>>;
  /** Folders in front of PATH; in /app, or absolute. */
  path: readonly string[];
  /** What of the tree is kept out of the build, as lines of a .dockerignore: what the build makes itself. */
  ignored: readonly string[];
  /** Process type → command line, for apps without a Procfile. */
  processes: Readonly<Record<string, string>>;
  /** Things that the developer should know: `There is no lockfile, so …`. */
  notes: readonly string[];
}

/** What a plan is made with besides the tree: the app's environment, and what the stack has. */
export interface Surroundings {
  env: Readonly<Record<string, string>>;
  /** Resolves what an app asks for to what the stack has; throws a `Failure` `no_such_version` that names what there is. */
  resolve(runtime: RuntimeName, pin: VersionPin): Promise<string>;
}

/** A language: everything about it in one object. */
export interface Buildpack {
  language: Language;
  /** The name for people: `Node.js`. */
  title: string;
  /** The file of the tree's top folder that tells the language, or undefined. */
  detect(files: ReadonlySet<string>, tree: Tree): Promise<string | undefined> | string | undefined;
  plan(tree: Tree, because: string, surroundings: Surroundings): Promise<Plan>;
}

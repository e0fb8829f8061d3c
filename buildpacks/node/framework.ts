/** A framework, as far as it says how its apps run in production. */
export interface Framework {
  /** The package that tells it. */
  npmPackage: string;
  title: string;
  /** The server of a built app, which listens on PORT. */
  start?: string;
  /** What its server reads besides PORT, whoever starts it: one that listens on localhost alone gets no requests. */
  env?: Readonly<Record<string, string>>;
  /** The folder of a built app that is only files. */
  files?: string;
  /** Whether addresses without a file get its index.html: its pages are made in the browser. */
  isSinglePage?: boolean;
  /** What its apps need before anything can run them: a sentence that begins after `this is a … app`. */
  lacks?: string;
  /** Folders in /app that its build can use again in the next one. */
  caches?: readonly string[];
}

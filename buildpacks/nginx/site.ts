/** A rule for paths: `*` in its pattern stands for one part of a path, `**` for any number of them. */
export interface Rule<T> {
  pattern: string;
  gives: T;
}

/** A folder of files, as a web server shows it. */
export interface Site {
  /** From the top of the app; '' is the top. */
  root: string;
  /** Whether it is an app of one page: paths that no file has are answered by index.html. A 404.html in it says no. */
  isApp: boolean;
  /** Whether `/about` is answered by about.html. */
  cleanUrls: boolean;
  /** Files for paths that no file has; the first rule that fits. */
  routes: readonly Rule<string>[];
  /** Come before files. */
  redirects: readonly Rule<{ url: string; status: number }>[];
  /** Header → value; the last rule that fits gives all of a path's headers. */
  headers: readonly Rule<Readonly<Record<string, string>>>[];
  /** The page for what is not there, from the root. */
  errorPage: string;
  httpsOnly: boolean;
  /** The one host name that is not redirected. */
  canonicalHost?: string | undefined;
  charset: string;
  accessLog: boolean;
}

/** A site about which nothing was said. */
export const PLAIN_SITE: Site = {
  root: '',
  isApp: false,
  cleanUrls: true,
  routes: [],
  redirects: [],
  headers: [],
  errorPage: '404.html',
  httpsOnly: false,
  charset: 'utf-8',
  accessLog: true,
};

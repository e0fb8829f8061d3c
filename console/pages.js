/**
 * What is shown at an address: `load` asks the rack, `view` makes elements of what it says.
 * @typedef {{
 *   title(context: any): string,
 *   load(context: any): Promise<any>,
 *   view(data: any, context: any): any[],
 *   every?: number,
 * }} Page
 */

/** Each is loaded when it is first gone to. @type {[RegExp, () => Promise<Page>][]} */
const PAGES = [
  [/^\/console\/?$/, () => import('./pages/apps.js').then((it) => it.apps)],
  [/^\/console\/apps\/(?<app>[^/]+)$/, () => import('./pages/overview.js').then((it) => it.overview)],
  [/^\/console\/apps\/(?<app>[^/]+)\/logs$/, () => import('./pages/logs.js').then((it) => it.logs)],
  [/^\/console\/apps\/(?<app>[^/]+)\/metrics$/, () => import('./pages/metrics.js').then((it) => it.metrics)],
  [/^\/console\/apps\/(?<app>[^/]+)\/releases$/, () => import('./pages/releases.js').then((it) => it.releases)],
  [/^\/console\/apps\/(?<app>[^/]+)\/builds$/, () => import('./pages/builds.js').then((it) => it.builds)],
  [
    /^\/console\/apps\/(?<app>[^/]+)\/builds\/(?<build>[^/]+)$/,
    () => import('./pages/build.js').then((it) => it.build),
  ],
  [/^\/console\/apps\/(?<app>[^/]+)\/settings$/, () => import('./pages/settings.js').then((it) => it.settings)],
  [/^\/console\/alerts$/, () => import('./pages/alerts.js').then((it) => it.alerts)],
  [/^\/console\/events$/, () => import('./pages/events.js').then((it) => it.events)],
  [/^\/console\/rack$/, () => import('./pages/rack.js').then((it) => it.rack)],
  [/^\/console\/developers$/, () => import('./pages/developers.js').then((it) => it.developers)],
  [/^\/console\/audit$/, () => import('./pages/audit.js').then((it) => it.audit)],
  [/^\/console\/you$/, () => import('./pages/you.js').then((it) => it.you)],
];

/**
 * The page of an address, and what stands in it for its names.
 * @param {string} path
 * @returns {Promise<{ page: Page, names: Record<string, string> }>}
 */
export async function pageAt(path) {
  for (const [pattern, load] of PAGES) {
    const found = pattern.exec(path);
    if (found) return { page: await load(), names: { ...found.groups } };
  }
  return { page: (await import('./pages/nothing.js')).nothing, names: {} };
}

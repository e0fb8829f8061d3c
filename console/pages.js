import { apps } from './pages/apps.js';
import { audit } from './pages/audit.js';
import { build } from './pages/build.js';
import { builds } from './pages/builds.js';
import { developers } from './pages/developers.js';
import { events } from './pages/events.js';
import { logs } from './pages/logs.js';
import { metrics } from './pages/metrics.js';
import { nothing } from './pages/nothing.js';
import { overview } from './pages/overview.js';
import { rack } from './pages/rack.js';
import { releases } from './pages/releases.js';
import { settings } from './pages/settings.js';
import { you } from './pages/you.js';

/**
 * What is shown at an address: `load` asks the rack, `view` makes elements of what it says.
 * @typedef {{
 *   title(context: any): string,
 *   load(context: any): Promise<any>,
 *   view(data: any, context: any): any[],
 *   every?: number,
 * }} Page
 */

/** @type {[RegExp, Page][]} */
const PAGES = [
  [/^\/console\/?$/, apps],
  [/^\/console\/apps\/(?<app>[^/]+)$/, overview],
  [/^\/console\/apps\/(?<app>[^/]+)\/logs$/, logs],
  [/^\/console\/apps\/(?<app>[^/]+)\/metrics$/, metrics],
  [/^\/console\/apps\/(?<app>[^/]+)\/releases$/, releases],
  [/^\/console\/apps\/(?<app>[^/]+)\/builds$/, builds],
  [/^\/console\/apps\/(?<app>[^/]+)\/builds\/(?<build>[^/]+)$/, build],
  [/^\/console\/apps\/(?<app>[^/]+)\/settings$/, settings],
  [/^\/console\/events$/, events],
  [/^\/console\/rack$/, rack],
  [/^\/console\/developers$/, developers],
  [/^\/console\/audit$/, audit],
  [/^\/console\/you$/, you],
];

/**
 * The page of an address, and what stands in it for its names.
 * @param {string} path
 * @returns {{ page: Page, names: Record<string, string> }}
 */
export function pageAt(path) {
  for (const [pattern, page] of PAGES) {
    const found = pattern.exec(path);
    if (found) return { page, names: { ...found.groups } };
  }
  return { page: nothing, names: {} };
}

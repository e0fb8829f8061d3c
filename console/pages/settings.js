import { get } from '../api.js';
import { h } from '../dom.js';
import { heading, table } from '../parts.js';
import { domainsPart } from '../settings/domains.js';
import { drainsPart } from '../settings/drains.js';
import { variablesPart } from '../settings/variables.js';
import { appHead, appOf } from './app-head.js';

/** Variables, domains, drains and settings of an app. @type {import('../pages.js').Page} */
export const settings = {
  title: ({ app }) => `Settings of ${app}`,
  load: async (context) => {
    const { app, signal } = context;
    const of = (/** @type {string} */ what) => get(`/apps/${app}/${what}`, signal);
    const [data, variables, domains, drains, list] = await Promise.all([
      appOf(context),
      of('environment'),
      of('domains'),
      of('drains'),
      of('settings'),
    ]);
    return { ...data, variables, domains, drains, list };
  },
  view: ({ about, copies, variables, domains, drains, list }, { me }) => [
    ...appHead({ about, copies }, '/settings'),
    ...variablesPart(about, variables, me),
    ...domainsPart(about.name, domains, me),
    ...drainsPart(about.name, drains, me),
    heading('Settings'),
    table(
      'Settings',
      ['Setting', 'Value', 'What it does'],
      list.map((/** @type {any} */ each) => ({
        key: each.name,
        cells: [h('code', {}, each.name), h('code', {}, `${each.value ?? each.standard ?? '–'}`), each.what ?? ''],
      })),
    ),
  ],
  every: 10_000,
};

import { h } from '../dom.js';
import { LogView } from '../log-view.js';
import { appHead, appOf } from './app-head.js';

/** What an app says, line by line as it comes. @type {import('../pages.js').Page} */
export const logs = {
  title: ({ app }) => `Logs of ${app}`,
  load: async (context) => {
    const data = await appOf(context);
    // One view for the whole visit of the page: it follows by itself.
    context.logs ??= new LogView(context);
    return { ...data, logs: context.logs };
  },
  view: ({ about, copies, logs }) => {
    logs.know(copies);
    return [...appHead({ about, copies }, '/logs'), h('h2', { class: 'unseen' }, 'Logs'), logs.element];
  },
  every: 10_000,
};

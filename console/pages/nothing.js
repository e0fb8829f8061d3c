import { h } from '../dom.js';
import { to } from '../parts.js';

/** What is shown where nothing is. @type {import('../pages.js').Page} */
export const nothing = {
  title: () => 'Nothing here',
  load: async () => undefined,
  view: () => [h('h1', {}, 'There is nothing here'), h('p', {}, to('', 'All apps'))],
};

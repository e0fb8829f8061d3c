import { ask, get } from '../api.js';
import { BuildLog } from '../build-log.js';
import { h } from '../dom.js';
import { act } from '../notes.js';
import { button, time, to } from '../parts.js';
import { took } from '../words.js';
import { appHead, appOf } from './app-head.js';
import { buildState } from './builds.js';

/** One build, and what it says. @type {import('../pages.js').Page} */
export const build = {
  title: ({ app, build }) => `Build ${build} of ${app}`,
  load: async (context) => {
    const { app, build: id, signal } = context;
    const [data, about] = await Promise.all([appOf(context), get(`/apps/${app}/builds/${id}`, signal)]);
    context.log ??= new BuildLog(context);
    return { ...data, build: about, log: context.log };
  },
  view: ({ about, copies, build: each, log }, { me }) => {
    const isOn = each.state === 'running' || each.state === 'waiting';
    return [
      ...appHead({ about, copies }, '/builds'),
      h(
        'div',
        { class: 'heading' },
        h('h2', {}, `Build ${each.id}`),
        buildState(each),
        isOn && me.role !== 'read' && button('Cancel', (event) => cancel(event, each), { class: 'danger' }),
      ),
      h(
        'p',
        { class: 'quiet' },
        `${each.description || 'A build'} by ${each.createdBy}, `,
        time(each.startedAt),
        each.endedAt && ` · took ${took(each.startedAt, each.endedAt)}`,
        each.release && ' · ',
        each.release && to(`/apps/${about.name}/releases`, `release ${each.release}`),
      ),
      each.reason && h('p', { class: 'refusal' }, each.reason),
      log.element,
    ];
  },
};

// Private

/** @param {Event} event @param {any} build */
function cancel(event, { app, id }) {
  return act(event, async () => {
    await ask('DELETE', `/apps/${app}/builds/${id}`);
    return `The build ${id} is cancelled.`;
  });
}

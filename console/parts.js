import { Refusal } from './api.js';
import { h } from './dom.js';
import { ago, clock } from './words.js';

/** A time, as how long ago it was; its exact one is under the pointer. @param {string | undefined} at */
export const time = (at) => (at ? h('time', { datetime: at, title: clock(at) }, ago(at)) : '–');

/** A word on how something is; told by more than its colour. @param {'good' | 'busy' | 'bad' | 'idle'} kind @param {string} text */
export const state = (kind, text) => h('span', { class: `state ${kind}` }, text);

/**
 * A table whose first cell heads its row. On a narrow screen each row is a card, its cells with their heads: the roles keep it a table.
 * @param {string} caption
 * @param {(string | { text: string, class: string })[]} head
 * @param {{ key: string, cells: any[] }[]} rows
 */
export function table(caption, head, rows) {
  const columns = head.map((each) => (typeof each === 'string' ? { text: each, class: undefined } : each));
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h(
      'table',
      { role: 'table' },
      h('caption', { class: 'unseen' }, caption),
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map(headCell))),
      h(
        'tbody',
        { role: 'rowgroup' },
        rows.map(({ key, cells }) => row(key, cells, columns)),
      ),
    ),
  );
}

/** What there is not yet, and how it comes. @param {string} title @param {...any} more */
export const empty = (title, ...more) => h('div', { class: 'empty' }, h('p', {}, title), more);

/** A line for a shell. @param {string} line */
export const shell = (line) => h('pre', { class: 'shell' }, h('code', {}, line));

/** What a refusal says. @param {any} error */
export function refusal(error) {
  const isKnown = error instanceof Refusal;
  const hint = isKnown ? error.hint : undefined;
  return h(
    'div',
    { class: 'refusal', role: 'alert' },
    h('p', {}, error.message),
    hint && h('p', { class: 'quiet' }, hint),
  );
}

/** A heading with what belongs beside it. @param {string} text @param {...any} more */
export const heading = (text, ...more) => h('div', { class: 'heading' }, h('h2', {}, text), more);

/** A link within the console. @param {string} path @param {...any} children */
export const to = (path, ...children) => h('a', { href: `/console${path}` }, children);

/** A button. @param {string} text @param {(event: Event) => void} onclick @param {Record<string, any>} [more] */
export const button = (text, onclick, more = {}) => h('button', { type: 'button', onclick, ...more }, text);

// Private

/** @param {{ text: string, class: string | undefined }} column */
function headCell({ text, class: kind }) {
  // Above buttons there is nothing to say.
  if (text === '') return h('td', { role: 'cell' });
  return h('th', { scope: 'col', role: 'columnheader', class: kind }, text);
}

/** @param {string} key @param {any[]} cells @param {{ text: string, class: string | undefined }[]} columns */
function row(key, cells, columns) {
  return h(
    'tr',
    { 'data-key': key, role: 'row' },
    cells.map((cell, index) => {
      const column = /** @type {{ text: string, class: string | undefined }} */ (columns[index]);
      const attributes = { class: column.class, 'data-head': column.text };
      return index === 0
        ? h('th', { scope: 'row', role: 'rowheader', ...attributes }, cell)
        : h('td', { role: 'cell', ...attributes }, cell);
    }),
  );
}

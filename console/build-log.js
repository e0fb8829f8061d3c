import { coloured } from './ansi.js';
import { Refusal, stream } from './api.js';
import { h } from './dom.js';

/** What a build says, until it ends. */
export class BuildLog {
  /** @param {{ app: string, build: string, signal: AbortSignal }} context */
  constructor({ app, build, signal }) {
    this.element = h('div', {
      class: 'lines build',
      'data-own': true,
      role: 'log',
      'aria-live': 'off',
      'aria-label': 'What it says',
      tabindex: '0',
    });
    this.follow(`/apps/${app}/builds/${build}/logs?follow=true`, signal).catch((error) => this.fail(error, signal));
  }

  // Private

  /** @param {string} path @param {AbortSignal} signal */
  async follow(path, signal) {
    for await (const lines of stream(path, { accept: 'text/plain', signal })) {
      const isAtEnd = this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < 40;
      this.element.append(...lines.map(lineOf));
      if (isAtEnd) this.element.scrollTop = this.element.scrollHeight;
    }
  }

  /** @param {any} error @param {AbortSignal} signal */
  fail(error, signal) {
    if (signal.aborted) return;
    const text = error instanceof Refusal ? error.message : 'The connection broke off; load the page anew.';
    this.element.append(h('p', { class: 'quiet' }, text));
  }
}

// Private

/** @param {string} text */
function lineOf(text) {
  const kind = /^(-----|=====)>/.test(text) ? 'step' : /^ ! {2}/.test(text) ? 'bad' : '';
  return h('p', { class: `line ${kind}` }, h('span', {}, coloured(text)));
}

import { Refusal, stream } from './api.js';
import { h } from './dom.js';
import { LogLines } from './log-lines.js';
import { button } from './parts.js';

/** Lines that a page begins with. */
const BEGINS_WITH = 300;

/** Milliseconds before a stream that broke off is asked for again, at first and at most. */
const WAIT = { first: 500, most: 10_000 };

/** The log of an app on its page: which lines, and following them without gap or repeat. */
export class LogView {
  /** @param {{ app: string, query: URLSearchParams, signal: AbortSignal }} context */
  constructor({ app, query, signal }) {
    this.app = app;
    this.signal = signal;
    this.asked = { process: query.get('process') ?? '', filter: query.get('filter') ?? '' };
    this.lines = new LogLines();
    this.status = h('p', { class: 'quiet', role: 'status' }, 'Connecting…');
    this.pauseButton = button('Pause', () => this.pause(), { 'aria-pressed': 'false' });
    this.processes = h(
      'select',
      { id: 'process', onchange: () => this.begin() },
      h('option', { value: '' }, 'all processes'),
    );
    this.filter = h('input', {
      id: 'filter',
      type: 'search',
      value: this.asked.filter,
      placeholder: 'error -debug "out of memory"',
      autocomplete: 'off',
      spellcheck: 'false',
    });
    this.element = h('div', { class: 'logs', 'data-own': true }, this.controls(), this.lines.element, this.status);
    if (this.asked.process) this.offer(this.asked.process);
    this.begin();
  }

  /** Takes note of the processes that there are. @param {any[]} copies */
  know(copies) {
    for (const name of new Set(copies.flatMap(({ name, id }) => [name, id]))) this.offer(name);
  }

  // Private

  controls() {
    const apply = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.begin();
    };
    return h(
      'form',
      { class: 'row', onsubmit: apply },
      h('label', { class: 'unseen', for: 'process' }, 'Process'),
      this.processes,
      h('label', { class: 'unseen', for: 'filter' }, 'Words that a line must have'),
      this.filter,
      h('button', {}, 'Filter'),
      this.pauseButton,
      button('Clear', () => this.lines.clear()),
    );
  }

  /** @param {string} name */
  offer(name) {
    const select = /** @type {HTMLSelectElement} */ (this.processes);
    if ([...select.options].some(({ value }) => value === name)) return;
    select.append(h('option', { value: name, selected: name === this.asked.process }, name));
  }

  pause() {
    const isPaused = this.lines.pause();
    this.pauseButton.textContent = isPaused ? 'Go on' : 'Pause';
    this.pauseButton.setAttribute('aria-pressed', `${isPaused}`);
  }

  /** Begins anew with what is asked for now. */
  begin() {
    const process = /** @type {HTMLSelectElement} */ (this.processes).value;
    const filter = /** @type {HTMLInputElement} */ (this.filter).value.trim();
    this.asked = { process, filter };
    this.turn?.abort();
    this.turn = new AbortController();
    this.lines.clear();
    this.follow(AbortSignal.any([this.turn.signal, this.signal])).catch(() => {});
  }

  /** Follows as long as the page is there; comes back behind the last line that it has. @param {AbortSignal} signal */
  async follow(signal) {
    let after;
    let wait = WAIT.first;
    while (!signal.aborted) {
      try {
        for await (const lines of stream(this.path(after), { accept: 'application/x-ndjson', signal })) {
          this.say('Live');
          wait = WAIT.first;
          const parsed = lines.filter((line) => line !== '').map((line) => JSON.parse(line));
          after = parsed.findLast(({ cursor }) => cursor !== undefined)?.cursor ?? after;
          this.lines.add(parsed);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.say(error instanceof Refusal ? error.message : 'The connection broke off; coming back…');
        if (error instanceof Refusal && error.status >= 400 && error.status < 429) return this.giveUp();
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(WAIT.most, wait * 2);
    }
  }

  /** The page around it finds out by itself whether its session is over. */
  giveUp() {
    document.dispatchEvent(new Event('changed'));
  }

  /** @param {number | undefined} after */
  path(after) {
    const { process, filter } = this.asked;
    const query = new URLSearchParams({
      follow: 'true',
      ...(process && { process }),
      ...(filter && { filter }),
      ...(after === undefined ? { num: `${BEGINS_WITH}` } : { after: `${after}` }),
    });
    return `/apps/${this.app}/logs?${query}`;
  }

  /** @param {string} text */
  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}

import { coloured } from './ansi.js';
import { h } from './dom.js';

/** Lines that are on the page: with more the browser would have to lay out a book. */
const MOST = 2000;

/** Lines that wait while the page is paused. */
const MOST_WAITING = 10_000;

/** Colours that processes have. */
const COLOURS = 6;

/** The last lines of a log. Those that come within one frame are put on the page together. */
export class LogLines {
  constructor() {
    this.element = h('div', { class: 'lines', role: 'log', 'aria-live': 'off', 'aria-label': 'Lines', tabindex: '0' });
    /** @type {any[]} */
    this.waiting = [];
    this.isPaused = false;
    this.isDue = false;
    this.skipped = 0;
    this.empty();
  }

  /** @param {any[]} lines */
  add(lines) {
    this.waiting.push(...lines);
    const over = this.waiting.length - (this.isPaused ? MOST_WAITING : MOST);
    if (over > 0) {
      this.waiting.splice(0, over);
      if (this.isPaused) this.skipped += over;
    }
    this.soon();
  }

  clear() {
    this.waiting = [];
    this.skipped = 0;
    this.empty();
  }

  /** Holds the page still, or lets it go on; answers which. */
  pause() {
    this.isPaused = !this.isPaused;
    if (!this.isPaused) this.soon();
    return this.isPaused;
  }

  // Private

  empty() {
    this.element.replaceChildren(
      h('p', { class: 'quiet none' }, 'Nothing was said yet. Lines appear here as they come.'),
    );
  }

  soon() {
    if (this.isDue || this.isPaused || this.waiting.length === 0) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      if (!this.isPaused) this.draw();
    });
  }

  draw() {
    const { element } = this;
    // Whoever has scrolled up reads, and is not pulled down.
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
    element.querySelector('.none')?.remove();
    const part = document.createDocumentFragment();
    if (this.skipped > 0) part.append(h('p', { class: 'quiet' }, `… ${this.skipped} lines skipped`));
    for (const line of this.waiting) part.append(lineOf(line));
    this.waiting = [];
    this.skipped = 0;
    element.append(part);
    while (element.childElementCount > MOST) element.firstElementChild?.remove();
    if (isAtEnd) element.scrollTop = element.scrollHeight;
  }
}

// Private

/** @param {any} line */
function lineOf({ time, source, process, message }) {
  const who = source === 'app' ? process : `${source}/${process}`;
  const at = new Date(time);
  return h(
    'p',
    { class: source === 'app' ? `line c${colourOf(process)}` : 'line rack' },
    h('time', { datetime: time, title: time }, at.toLocaleTimeString('en-GB')),
    h('b', {}, who),
    h('span', {}, coloured(message)),
  );
}

/** Copies of one process have one colour. @param {string} process */
function colourOf(process) {
  const name = process.replace(/\.\d+$/, '');
  let sum = 0;
  for (const char of name) sum = (sum * 31 + char.charCodeAt(0)) % 997;
  return sum % COLOURS;
}

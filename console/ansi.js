import { h } from './dom.js';

/**
 * What a program wrote for a terminal, with its colours: the sixteen of old and bold; other signs are left out.
 * @param {string} text
 * @returns {any[]}
 */
export function coloured(text) {
  if (!text.includes(ESCAPE)) return [text];
  let style = '';
  return text.split(SIGNS).flatMap((part, index) => {
    if (index % 2 === 1) {
      if (part.endsWith('m')) style = styleAfter(style, part);
      return [];
    }
    if (part === '') return [];
    return [style ? h('span', { class: style }, part) : part];
  });
}

// Private

const ESCAPE = '\u001b';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one
const SIGNS = /(\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007]*\u0007)/;

/** @param {string} style @param {string} sign */
function styleAfter(style, sign) {
  const codes = sign.slice(2, -1).split(';').map(Number);
  let [bold = '', colour = ''] = [/bold/.exec(style)?.[0], /a\d/.exec(style)?.[0]];
  for (const code of codes) {
    if (code === 0) [bold, colour] = ['', ''];
    else if (code === 1) bold = 'bold';
    else if (code === 39) colour = '';
    else if (code >= 30 && code <= 37) colour = `a${code - 30}`;
    else if (code >= 90 && code <= 97) colour = `a${code - 90}`;
  }
  return `${bold} ${colour}`.trim();
}

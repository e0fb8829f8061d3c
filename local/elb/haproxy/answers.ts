import type { Action } from '../model.ts';
import type { AnswerBackend } from './routing.ts';
import { formatWord, word } from './words.ts';

/** A backend without servers: the proxy itself answers, with a fixed response or a redirect. */
export function answerBackend({ name, action, scheme }: AnswerBackend): string[] {
  return [`backend ${name} from http`, ...answer(action, scheme), ...OWN_FIELDS];
}

// Private

/** By which clients know who answered. */
const OWN_FIELDS = [
  'http-after-response set-header Server awselb/2.0',
  'http-after-response set-header Date %[date,http_date]',
];

function answer(action: AnswerBackend['action'], scheme: AnswerBackend['scheme']): string[] {
  if (action.kind === 'redirect') return redirect(action, scheme);
  const type = word(`${action.contentType}; charset=utf-8`);
  const body = action.body === '' ? '' : ` content-type ${type} string ${word(action.body)}`;
  // A worker that a reload has replaced does not know what is right by now; the client asks the next one.
  return ['http-request reject if { stopping }', `http-request return status ${action.status}${body}`];
}

function redirect(action: Action & { kind: 'redirect' }, scheme: AnswerBackend['scheme']): string[] {
  const { host, port, path, query, status } = action;
  const protocol = action.protocol.replace('#{protocol}', scheme).toLowerCase();
  const location = `${protocol}://${host}:${port}${path}`;
  return [
    'http-request set-var(txn.path) path,regsub(^/,)',
    'http-request set-var(txn.query) query',
    `http-request set-var-fmt(txn.question) ${filled(`?${query}`)}`,
    `http-request redirect location ${filled(location)}%[var(txn.question),regsub(^\\x5c?$,)] code ${status}`,
  ];
}

/** `#{protocol}` stands nowhere but at the beginning, except in the query. */
const PLACEHOLDERS: Record<string, string> = {
  '#{host}': '%[var(txn.host)]',
  '#{port}': '%[dst_port]',
  '#{path}': '%[var(txn.path)]',
  '#{query}': '%[var(txn.query)]',
};

/** A text with AWS's placeholders as a HAProxy log format. */
function filled(text: string): string {
  const parts = text.split(/(#\{\w+\})/);
  return parts.map((part) => PLACEHOLDERS[part] ?? formatWord(part)).join('');
}

import type { Action } from '../model.ts';
import { conditionsText } from './condition.ts';
import type { Backend, Frontend, Routing, Server } from './routing.ts';
import { formatWord, word } from './words.ts';

/** Minutes that a worker replaced by a reload may take to end its requests, WebSockets among them. */
const OLD_WORKER_MINUTES = 10;
/** Old workers that may be about at once; the oldest goes first. */
const OLD_WORKERS = 10;

const HEADER = (folder: string) => `global
  stats socket ${folder}/worker mode 600 level admin expose-fd listeners
  hard-stop-after ${OLD_WORKER_MINUTES}m
  mworker-max-reloads ${OLD_WORKERS}
  fd-hard-limit 20000

defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  option idle-close-on-response
  option redispatch 1
  retries 3
  retry-on conn-failure empty-response
${[400, 408, 500, 502, 503, 504].map(errorPage).join('\n')}

# Something to listen on while there is no listener.
frontend idle
  bind unix@${folder}/idle mode 600
`;

/** The whole configuration. `servers: false` leaves the targets out: what is then left changes by a reload only. */
export function renderConfig(routing: Routing, folder: string, options: { servers: boolean }): string {
  const backends = routing.backends.map((backend) => renderBackend(backend, options.servers));
  return [HEADER(folder), ...routing.frontends.map(renderFrontend), ...backends].join('\n');
}

// Private

function renderFrontend(frontend: Frontend): string {
  const lines = [
    `frontend ${frontend.name}`,
    `bind 127.0.0.1:${frontend.port}`,
    `timeout client ${frontend.idleTimeout}s`,
    'http-request set-var(txn.host) req.hdr(host),field(1,:),lower',
    'http-request set-header X-Forwarded-For "%[req.fhdr(x-forwarded-for)], %[src]" if { req.hdr(x-forwarded-for) -m found }',
    'http-request set-header X-Forwarded-For %[src] unless { req.hdr(x-forwarded-for) -m found }',
    'http-request set-header X-Forwarded-Proto http',
    `http-request set-header X-Forwarded-Port ${frontend.port}`,
    ...frontend.rules.map(({ conditions, backend }) => `use_backend ${backend} if ${conditionsText(conditions)}`),
    `default_backend ${frontend.defaultBackend}`,
  ];
  return block(lines);
}

function renderBackend(backend: Backend, withServers: boolean): string {
  if (backend.kind === 'answer') return block([`backend ${backend.name}`, ...answer(backend.action)]);
  return block([
    `backend ${backend.name}`,
    `balance ${backend.balance}`,
    `timeout server ${backend.idleTimeout}s`,
    'http-reuse safe',
    // A request that may have had an effect is never sent twice.
    'http-request disable-l7-retry unless METH_GET',
    ...backend.servers.map((server) => renderServer(server, withServers)),
  ]);
}

function renderServer({ name, address, port, mode }: Server, withServers: boolean): string {
  if (withServers && mode === 'ready') return `server ${name} ${address}:${port}`;
  if (withServers && mode === 'drain') return `server ${name} ${address}:${port} weight 0`;
  return `server ${name} 127.0.0.1:1 disabled`;
}

function answer(action: Exclude<Action, { kind: 'forward' }>): string[] {
  if (action.kind === 'redirect') return redirect(action);
  const body = action.body === '' ? '' : ` content-type ${word(action.contentType)} string ${word(action.body)}`;
  // A worker that a reload has replaced does not know what is right by now; the client asks the next one.
  return ['http-request reject if { stopping }', `http-request return status ${action.status}${body}`];
}

function redirect({ protocol, host, port, path, query, status }: Action & { kind: 'redirect' }): string[] {
  const location = `${protocol}://${host}:${port}${path}`;
  return [
    'http-request set-var(txn.path) path,regsub(^/,)',
    'http-request set-var(txn.query) query',
    `http-request set-var-fmt(txn.question) ${filled(`?${query}`)}`,
    `http-request redirect location ${filled(location)}%[var(txn.question),regsub(^\\x5c?$,)] code ${status}`,
  ];
}

const PLACEHOLDERS: Record<string, string> = {
  '#{protocol}': 'http',
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

function errorPage(status: number): string {
  const page = `<html>\r\n<head><title>${status} ${PHRASES[status]}</title></head>\r\n<body>\r\n<center><h1>${status} ${PHRASES[status]}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return `  http-error status ${status} content-type text/html string ${word(page)}`;
}

const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

const block = ([first, ...rest]: string[]) => `${[first, ...rest.map((line) => `  ${line}`)].join('\n')}\n`;

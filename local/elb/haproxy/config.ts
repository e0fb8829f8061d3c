import { answerBackend } from './answers.ts';
import { stickyWord } from './cookies.ts';
import { httpBackend, httpFrontend } from './http.ts';
import { serverWords } from './protocol-version.ts';
import { REQUEST_TABLE } from './request-table.ts';
import type { Backend, Routing, Server, ServersBackend } from './routing.ts';
import { tcpBackend, tcpFrontend } from './tcp.ts';
import { word } from './words.ts';

/**
 * A worker that a reload has replaced stays until its last connection ends: a git push during a long build, a followed
 * log. These hours are only for connections that never end.
 */
const OLD_WORKER_HOURS = 24;
/** Reloads that an old worker may see before it has to go: other apps' deploys must not cut a connection. */
const SURVIVED_RELOADS = 1000;

const HEADER = (folder: string) => `global
  stats socket ${folder}/worker mode 600 level admin expose-fd listeners
  hard-stop-after ${OLD_WORKER_HOURS}h
  mworker-max-reloads ${SURVIVED_RELOADS}
  fd-hard-limit 20000

defaults tcp
  mode tcp
  timeout connect 5s
  option clitcpka
  option srvtcpka
  option redispatch 1
  retries 3

defaults http
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
frontend idle from http
  bind unix@${folder}/idle mode 600
${REQUEST_TABLE}`;

/** The whole configuration. `servers: false` leaves the targets out: what is then left changes by a reload only. */
export function renderConfig(routing: Routing, folder: string, options: { servers: boolean }): string {
  const frontends = routing.frontends.map((frontend) => block(RENDER[frontend.protocol].frontend(frontend, folder)));
  const backends = routing.backends.map((backend) => block(renderBackend(backend, options.servers)));
  return [HEADER(folder), ...frontends, ...backends].join('\n');
}

// Private

const RENDER = {
  HTTP: { frontend: httpFrontend, backend: httpBackend },
  HTTPS: { frontend: httpFrontend, backend: httpBackend },
  TCP: { frontend: tcpFrontend, backend: tcpBackend },
  TLS: { frontend: tcpFrontend, backend: tcpBackend },
};

function renderBackend(backend: Backend, withServers: boolean): string[] {
  if (backend.kind === 'answer') return answerBackend(backend);
  return [...RENDER[backend.protocol].backend(backend), ...serverLines(backend, withServers)];
}

function serverLines(backend: ServersBackend, withServers: boolean): string[] {
  const { servers, sendsProxyHeader, slowStart, stickiness } = backend;
  const proxied = sendsProxyHeader ? ' send-proxy-v2' : '';
  const slow = slowStart > 0 ? ` slowstart ${slowStart}s` : '';
  const end = `${serverWords(backend)}${proxied}${slow}`;
  return servers.map((server) => {
    const place = withServers ? placeOf(server) : EMPTY;
    return `server ${server.name} ${place}${end}${stickyWord(stickiness, server.name)}`;
  });
}

const EMPTY = '127.0.0.1:1 disabled';

function placeOf({ address, port, mode }: Server): string {
  if (mode === 'maint') return EMPTY;
  return `${address}:${port}${mode === 'drain' ? ' weight 0' : ''}`;
}

function errorPage(status: number): string {
  const page = `<html>\r\n<head><title>${status} ${PHRASES[status]}</title></head>\r\n<body>\r\n<center><h1>${status} ${PHRASES[status]}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return `  http-error status ${status} content-type text/html string ${word(page)} hdr Server awselb/2.0 hdr Date %[date,http_date]`;
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

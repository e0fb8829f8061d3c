import { FOLDER } from '../dockerfile.ts';

/** Where nginx keeps what it needs while it runs: it is not root, and /tmp is anybody's. */
export const RUN_FOLDER = '/tmp/nginx';

/** What one kind of server adds to the configuration that all have. */
export interface ServerConfig {
  /** The folder of /app that is served; '' is /app. */
  root: string;
  accessLog: boolean;
  /** Lines of the `http` block: maps, upstreams. */
  http: readonly string[];
  /** Lines of the one `server`. */
  server: readonly string[];
}

/**
 * The text of nginx.conf. `PORT` in it is filled in at the start, as only the running process knows it. nginx stays in the
 * foreground, writes its logs where the container's are, and believes the balancer who the client is.
 */
export function nginxConfig({ root, accessLog, http, server }: ServerConfig): string {
  return `${[
    'daemon off;',
    'worker_processes 2;',
    `pid ${RUN_FOLDER}/pid;`,
    'error_log stderr warn;',
    'events {',
    '  worker_connections 1024;',
    '}',
    'http {',
    ...indented([...HTTP, ...logs(accessLog), ...http]),
    '  server {',
    '    listen PORT;',
    `    root ${quoted(root === '' ? FOLDER : `${FOLDER}/${root}`)};`,
    ...indented(indented([...HIDDEN, ...server])),
    '  }',
    '}',
  ].join('\n')}\n`;
}

/** A word of nginx.conf, whatever is in it but `$`, which nginx always takes for a variable. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

// Private

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

const HTTP = [
  'include /etc/nginx/mime.types;',
  'types {',
  '  text/javascript mjs;',
  '  application/manifest+json webmanifest;',
  '}',
  'default_type application/octet-stream;',
  ...temporary.map((kind) => `${kind}_temp_path ${RUN_FOLDER}/${kind};`),
  'sendfile on;',
  'tcp_nopush on;',
  'server_tokens off;',
  'absolute_redirect off;',
  'log_not_found off;',
  'gzip on;',
  'gzip_static on;',
  'gzip_vary on;',
  'gzip_proxied any;',
  'gzip_min_length 512;',
  'gzip_types text/plain text/css text/javascript text/xml application/javascript application/json application/manifest+json application/xml application/rss+xml application/atom+xml application/wasm image/svg+xml font/ttf;',
  'real_ip_header X-Forwarded-For;',
  'set_real_ip_from 0.0.0.0/0;',
];

/** The balancer's own probes are not written down: one each five seconds is all that a quiet app would tell. */
function logs(accessLog: boolean): string[] {
  if (!accessLog) return ['access_log off;'];
  const isLogged = ['map $http_user_agent $is_logged {', '  ~^ELB-HealthChecker 0;', '  default 1;', '}'];
  return [...isLogged, 'access_log /dev/stdout combined if=$is_logged;'];
}

/** What no visitor may see: .git, .env, .htaccess; and at the top of an app what tells the rack how it runs. */
const HIDDEN = [
  'location ~ /\\.(?!well-known(?:/|$)) {',
  '  return 404;',
  '}',
  'location ~ ^/(?:Procfile|Aptfile|Staticfile|Dockerfile|static\\.json|app\\.json|convox\\.yml)$ {',
  '  return 404;',
  '}',
];

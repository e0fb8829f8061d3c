import { OWN } from '../dockerfile.ts';
import { nginxConfig, RUN_FOLDER } from '../nginx/config.ts';
import { CACHE_BY_NAME, CLIENT_SCHEME } from '../nginx/maps.ts';

/** The files of nginx and php-fpm for an app whose visitors see `root`. */
export function phpServer(root: string): Record<string, string> {
  return {
    'nginx.conf': serverConfig(root),
    'location.conf': LOCATION,
    'php-fpm.conf': FPM,
    'bin/serve': SERVE,
    'bin/heroku-php-nginx': HEROKU_NGINX,
    'bin/heroku-php-apache2': HEROKU_APACHE,
  };
}

// Private

const SOCKET = `${RUN_FOLDER}/php.sock`;

function serverConfig(root: string): string {
  return nginxConfig({
    root,
    accessLog: true,
    http: [...CLIENT_SCHEME, ...IS_HTTPS, ...CACHE_BY_NAME, ...UPSTREAM],
    server: ['index index.php index.html;', 'client_max_body_size 0;', ...PRIVATE, ...PHP, 'include LOCATION;'],
  });
}

const IS_HTTPS = ['map $client_scheme $is_https {', '  https on;', '  default "";', '}'];

/** Its name is the one that nginx configurations of apps on Heroku hand on to. */
const UPSTREAM = ['upstream heroku-fcgi {', `  server unix:${SOCKET};`, '}'];

/** What Composer and npm put beside an app that has its index.php at the top. */
const PRIVATE = [
  'location ~ ^/(?:vendor|node_modules)/.*\\.(?:php|phar|json|lock|ya?ml|md)$ {',
  '  return 404;',
  '}',
  'location ~ ^/(?:composer|package|package-lock|auth|symfony)\\.(?:json|lock|phar)$ {',
  '  return 404;',
  '}',
];

/** Only a script that is there: /upload.jpg/x.php runs nothing. */
const PHP = [
  'location ~ [^/]\\.php(?:/|$) {',
  '  fastcgi_split_path_info ^(.+?\\.php)(/.*)$;',
  '  set $rest $fastcgi_path_info;',
  '  try_files $fastcgi_script_name =404;',
  '  include /etc/nginx/fastcgi_params;',
  '  fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;',
  '  fastcgi_param PATH_INFO $rest;',
  '  fastcgi_param HTTPS $is_https if_not_empty;',
  '  fastcgi_param REQUEST_SCHEME $client_scheme;',
  '  fastcgi_param SERVER_NAME $host;',
  '  fastcgi_param HTTP_PROXY "";',
  '  fastcgi_read_timeout 300;',
  '  fastcgi_pass heroku-fcgi;',
  '}',
];

/** Unless the app brings its own: what is no file is for index.php, as frameworks want it. */
const LOCATION = `location / {
  add_header Cache-Control $cache_by_name;
  try_files $uri $uri/ /index.php?$query_string;
}
`;

const FPM = `[global]
daemonize = no
error_log = /proc/self/fd/2
log_level = warning
log_limit = 16384

[app]
listen = ${SOCKET}
pm = ondemand
pm.max_children = \${WEB_CONCURRENCY}
pm.process_idle_timeout = 60s
clear_env = no
catch_workers_output = yes
decorate_workers_output = no
php_admin_flag[fastcgi.logging] = off
php_admin_flag[log_errors] = on
php_value[variables_order] = EGPCS
`;

/** A request takes some 64 MiB at most in most apps, so the memory of the process says how many may run at once. */
const SERVE = `#!/bin/bash
# serve [FOLDER [CONFIGURATION]]: nginx for files, php-fpm for PHP. When one of them ends, so does the other.
mkdir -p ${RUN_FOLDER}
root=\${1:+$(realpath -m "$1")}
sed -e "s|listen PORT;|listen \${PORT:-8080};|" \\
  -e "\${root:+s|^    root .*|    root \\"$root\\";|}" \\
  -e "s|include LOCATION;|include \${2:-${OWN}/location.conf};|" ${OWN}/nginx.conf > ${RUN_FOLDER}/nginx.conf

memory=$(cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null | head -n 1)
[[ $memory =~ ^[0-9]+$ ]] || memory=$((1 << 32))
most=$((memory >> 26))
export WEB_CONCURRENCY=\${WEB_CONCURRENCY:-$((most < 1 ? 1 : most > 64 ? 64 : most))}

rm -f ${SOCKET}
php-fpm --fpm-config ${OWN}/php-fpm.conf &
until [ -S ${SOCKET} ] || ! kill -0 $!; do sleep 0.02; done
nginx -e stderr -c ${RUN_FOLDER}/nginx.conf &
trap : TERM INT
wait -n
code=$?
kill -QUIT $(jobs -p) 2>/dev/null
wait
exit $code
`;

const HEROKU_NGINX = `#!/bin/sh
# As on Heroku: heroku-php-nginx [-C CONFIGURATION] [FOLDER]
while getopts C: option; do
  case $option in
    C) configuration=$(realpath "$OPTARG") ;;
    *) echo 'Of the options of heroku-php-nginx a rack knows -C alone.' >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
exec serve "\${1:-.}" \${configuration:+"$configuration"}
`;

const HEROKU_APACHE = `#!/bin/sh
# As on Heroku: heroku-php-apache2 [FOLDER]. There is no Apache: nginx serves.
case $1 in
  -*) echo 'A rack serves PHP with nginx and knows no options of heroku-php-apache2.' >&2; exit 2 ;;
esac
exec serve "\${1:-.}"
`;

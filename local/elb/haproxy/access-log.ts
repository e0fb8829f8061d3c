import type { Frontend } from './routing.ts';

/** What HAProxy writes of each request to its standard output, where access logs are enabled: words with blanks between them. */
export const ACCESS_LOG_FIELDS = [
  ...['frontend', 'version', 'time', 'client', 'clientPort', 'backend', 'server', 'target', 'targetPort'],
  ...['receiving', 'queueing', 'connecting', 'answering', 'active', 'status', 'targetStatus', 'received', 'sent'],
  ...[
    'rule',
    'connection',
    'tlsVersion',
    'cipher',
    'serverName',
    'host',
    'method',
    'path',
    'agent',
    'trace',
    'location',
  ],
] as const;

/** Those that come from clients and targets are in Base64: whatever is in them, they are one word. */
export const ENCODED: ReadonlySet<string> = new Set(['serverName', 'host', 'path', 'agent', 'trace', 'location']);

/** The lines of a frontend that has its requests logged. */
export function accessLogLines({ logs, tls }: Frontend): string[] {
  if (!logs) return [];
  const encoded = (sample: string) => `%[${sample},base64]`;
  const secured = tls ? `%sslv %sslc ${encoded('ssl_fc_sni')}` : '- - -';
  const times = '%TR %Tw %Tc %Tr %Ta';
  return [
    `log stdout len ${LONGEST} format raw local0`,
    'option dontlognull',
    'tcp-request session set-var(sess.connection) uuid',
    ...CAPTURED.map(([name, sample]) => `http-request set-var(txn.${name}) ${sample}`),
    'http-response set-var(txn.answered) status',
    'http-after-response set-var(txn.location) res.fhdr(location)',
    `log-format "%f %HV %[date(0,us)] %ci %cp %b %s %si %sp ${times} %ST %[var(txn.answered)] %U %B %[var(txn.rule)] %[var(sess.connection)] ${secured} ${encoded('var(txn.authority)')} %HM ${['target', 'agent', 'trace', 'location'].map((name) => encoded(`var(txn.${name})`)).join(' ')}"`,
  ];
}

// Private

/** Bytes of a line: the longest request that HAProxy takes, in Base64, and the rest. */
const LONGEST = 32_768;

const CAPTURED = [
  ['authority', 'req.fhdr(host)'],
  ['target', 'pathq'],
  ['agent', 'req.fhdr(user-agent)'],
  ['trace', 'req.fhdr(x-amzn-trace-id)'],
];

import { CIPHER_SUITE_NAME, RESPONSE_FIELDS, SERVER_FIELD, TLS_VERSION_NAME } from '../listener-attributes.ts';
import type { Attributes, Listener } from '../model.ts';
import type { Fields, Frontend } from './routing.ts';
import { formatWord, word } from './words.ts';

/** What the attributes of a listener and its load balancer say of header fields. */
export function fieldsOf({ protocol, attributes }: Listener, ofBalancer: Attributes): Fields {
  const isOn = (key: string) => ofBalancer[key] === 'true';
  const tells = protocol === 'HTTPS' && isOn('routing.http.x_amzn_tls_version_and_cipher_suite.enabled');
  const answers = Object.entries(RESPONSE_FIELDS).map(([key, field]) => [field, attributes[key] ?? '']);
  return {
    dropsInvalid: isOn('routing.http.drop_invalid_header_fields.enabled'),
    forwardedFor: (ofBalancer['routing.http.xff_header_processing.mode'] ?? 'append') as Fields['forwardedFor'],
    tellsClientPort: isOn('routing.http.xff_client_port.enabled'),
    preservesHost: isOn('routing.http.preserve_host_header.enabled'),
    tlsFields: tells
      ? { version: attributes[TLS_VERSION_NAME] ?? '', ciphers: attributes[CIPHER_SUITE_NAME] ?? '' }
      : undefined,
    keepAlive: Number(ofBalancer['client_keep_alive.seconds']),
    showsServer: attributes[SERVER_FIELD] !== 'false',
    answers: Object.fromEntries(answers.filter(([, value]) => value !== '')),
  };
}

/** What is done to the fields of requests before the rules are tried and the target is asked. */
export function requestFields({ protocol, port, fields }: Frontend): string[] {
  return [
    ...(fields.dropsInvalid ? [`http-request del-header ${word(INVALID_NAME)} -m reg`] : []),
    'http-request set-var(txn.host) req.hdr(host),field(1,:),lower',
    ...hostField(fields, port),
    ...forwardedFor(fields),
    `http-request set-header X-Forwarded-Proto ${protocol.toLowerCase()}`,
    `http-request set-header X-Forwarded-Port ${port}`,
    ...TRACE,
    ...tlsFields(fields),
  ];
}

/** What is done to the fields of answers, those of targets and those of the proxy itself. */
export function answerFields({ fields }: Frontend): string[] {
  const set = Object.entries(fields.answers).map(
    ([name, value]) => `http-after-response set-header ${name} ${formatWord(value)}`,
  );
  return [
    ...(fields.showsServer ? [] : ['http-after-response del-header Server']),
    ...set,
    'tcp-request session set-var(sess.since) date',
    `http-after-response set-header Connection close if { date,sub(sess.since) gt ${fields.keepAlive} }`,
  ];
}

// Private

/** Names of header fields with anything but letters, digits and hyphens. */
const INVALID_NAME = '[^-A-Za-z0-9]';

const DEFAULT_PORTS = [80, 443];

/** A port that is not the usual one is told to targets, unless the client said it or the host is to be left alone. */
function hostField({ preservesHost }: Fields, port: number): string[] {
  if (preservesHost || DEFAULT_PORTS.includes(port)) return [];
  return [
    `http-request set-header Host %[req.hdr(host)]:${port} if { req.hdr(host) -m found } !{ req.hdr(host) -m sub : }`,
  ];
}

function forwardedFor({ forwardedFor: mode, tellsClientPort }: Fields): string[] {
  if (mode === 'preserve') return [];
  if (mode === 'remove') return ['http-request del-header X-Forwarded-For'];
  const client = tellsClientPort ? '%[src]:%[src_port]' : '%[src]';
  return [
    `http-request set-header X-Forwarded-For "%[req.fhdr(x-forwarded-for)], ${client}" if { req.hdr(x-forwarded-for) -m found }`,
    `http-request set-header X-Forwarded-For ${client} unless { req.hdr(x-forwarded-for) -m found }`,
  ];
}

const HEX = (sample: string) => `%[${sample},hex,bytes(8,8),lower]`;
/** Eight hex digits of the time, twenty-four by chance. */
const TRACE_ID = `1-${HEX('date')}-${HEX('rand')}${HEX('rand')}${HEX('rand')}`;

/** A request that comes with a trace gets a place of its own in it; any other begins one. */
const TRACE = [
  `http-request set-header X-Amzn-Trace-Id "Self=${TRACE_ID};%[req.fhdr(x-amzn-trace-id),regsub('Self=[^;]*;?',)]" if { req.hdr(x-amzn-trace-id) -m found }`,
  `http-request set-header X-Amzn-Trace-Id Root=${TRACE_ID} unless { req.hdr(x-amzn-trace-id) -m found }`,
];

function tlsFields({ tlsFields: names }: Fields): string[] {
  if (!names) return [];
  return [
    `http-request set-header ${names.version} %[ssl_fc_protocol]`,
    `http-request set-header ${names.ciphers} %[ssl_fc_cipher]`,
  ];
}

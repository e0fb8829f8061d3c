import { type AttributeSet, BOOLEAN, between, type Known } from './attributes.ts';
import { invalidConfiguration } from './errors.ts';
import type { Protocol } from './kinds.ts';

/** The header fields that an application load balancer puts on every answer when it is told their values. */
export const RESPONSE_FIELDS: Readonly<Record<string, string>> = {
  'routing.http.response.strict_transport_security.header_value': 'Strict-Transport-Security',
  'routing.http.response.access_control_allow_origin.header_value': 'Access-Control-Allow-Origin',
  'routing.http.response.access_control_allow_methods.header_value': 'Access-Control-Allow-Methods',
  'routing.http.response.access_control_allow_headers.header_value': 'Access-Control-Allow-Headers',
  'routing.http.response.access_control_allow_credentials.header_value': 'Access-Control-Allow-Credentials',
  'routing.http.response.access_control_expose_headers.header_value': 'Access-Control-Expose-Headers',
  'routing.http.response.access_control_max_age.header_value': 'Access-Control-Max-Age',
  'routing.http.response.content_security_policy.header_value': 'Content-Security-Policy',
  'routing.http.response.x_content_type_options.header_value': 'X-Content-Type-Options',
  'routing.http.response.x_frame_options.header_value': 'X-Frame-Options',
};

export const SERVER_FIELD = 'routing.http.response.server.enabled';
export const TLS_VERSION_NAME = 'routing.http.request.x_amzn_tls_version.header_name';
export const CIPHER_SUITE_NAME = 'routing.http.request.x_amzn_tls_cipher_suite.header_name';
export const TCP_IDLE_TIMEOUT = 'tcp.idle_timeout.seconds';

/** The attributes that listeners of a protocol have. */
export function listenerAttributes(protocol: Protocol): AttributeSet {
  const known = KNOWN[protocol];
  return {
    noun: 'Listener',
    known,
    misplaced: (key) =>
      key in known || !isAnywhere(key)
        ? undefined
        : invalidConfiguration(
            `Listener attribute key '${key}' is not supported on listeners with the protocol '${protocol}'`,
          ),
  };
}

// Private

/** A value of a header field, or none. */
const FIELD_VALUE = /^[\x20-\x7e]{0,1024}$/;
const FIELD_NAME = /^[A-Za-z0-9-]{1,40}$/;

const HTTP: Known = {
  [SERVER_FIELD]: { value: 'true', pattern: BOOLEAN },
  ...Object.fromEntries(Object.keys(RESPONSE_FIELDS).map((key) => [key, { value: '', pattern: FIELD_VALUE }])),
};

/** Clients' certificates are not asked for here, so the names of fields that tell them stay what they are. */
const CLIENT_CERTIFICATE_NAMES = ['-Serial-Number', '-Issuer', '-Subject', '-Validity', '-Leaf', ''].map(
  (part) => `X-Amzn-Mtls-Clientcert${part}`,
);

const nameKey = (field: string) => `routing.http.request.${field.toLowerCase().replaceAll('-', '_')}.header_name`;

const HTTPS: Known = {
  ...HTTP,
  [TLS_VERSION_NAME]: { value: 'X-Amzn-Tls-Version', pattern: FIELD_NAME },
  [CIPHER_SUITE_NAME]: { value: 'X-Amzn-Tls-Cipher-Suite', pattern: FIELD_NAME },
  ...Object.fromEntries(CLIENT_CERTIFICATE_NAMES.map((field) => [nameKey(field), { value: field }])),
};

/** A TLS listener's idle time cannot be changed on AWS. */
const KNOWN: Record<Protocol, Known> = {
  HTTP,
  HTTPS,
  TCP: { [TCP_IDLE_TIMEOUT]: { value: '350', pattern: between(60, 6000) } },
  TLS: { [TCP_IDLE_TIMEOUT]: { value: '350' } },
};

const isAnywhere = (key: string) => Object.values(KNOWN).some((known) => key in known);

import { listOf, shape, text, time, word } from '../../schema.ts';

/** An SSH key as clients see it. */
export const KEY = shape(
  'Key',
  {
    developer: text('Whose it is'),
    fingerprint: text('SHA256:…, as OpenSSH prints it'),
    publicKey: text('As it stands in authorized_keys, without its comment'),
    comment: text('Its comment'),
    createdAt: time('When it was added'),
    lastUsedAt: time('When it was used last'),
    role: word('What its developer may', ['read', 'deploy', 'admin']),
  },
  ['lastUsedAt', 'role'],
);

/** A token as clients see it; its text is told once, when it is made. */
export const TOKEN = shape(
  'Token',
  {
    id: text('No secret'),
    developer: text('Whose it is'),
    name: text('What they call it'),
    role: word('It may do no more than this', ['read', 'deploy', 'admin']),
    apps: {
      description: 'The apps that it may touch: those of its developer, or these',
      anyOf: [word('All', ['all']), listOf(text('An app'))],
    },
    createdAt: time('When it was made'),
    expiresAt: time('When it ends'),
    lastUsedAt: time('When it was used last'),
    lastUsedFrom: text('From where'),
    revokedAt: time('When it was revoked'),
    text: text('The token itself, told once'),
  },
  ['role', 'expiresAt', 'lastUsedAt', 'lastUsedFrom', 'revokedAt', 'text'],
);

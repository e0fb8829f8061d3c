import { Failure } from '../../lib/failure.ts';

/** What people pass instead of a public key's line: how it is known, what it is, and how to go on. */
const FORMATS: readonly { sign: RegExp; what: string; hint: string }[] = [
  {
    sign: /^PuTTY-User-Key-File-/m,
    what: 'That is a key file of PuTTY, with the private key in it. Keep it secret; the rack needs only the public one.',
    hint: 'Copy the line "Public key for pasting into OpenSSH authorized_keys file" from PuTTYgen.',
  },
  {
    sign: /PRIVATE KEY/,
    what: 'That is a private key. Keep it secret; the rack needs only the public one.',
    hint: 'Pass the file that ends in .pub, as in ~/.ssh/id_ed25519.pub.',
  },
  {
    sign: /^---- BEGIN SSH2 PUBLIC KEY/m,
    what: 'The key is in the format of RFC 4716.',
    hint: 'Turn it into one line with: ssh-keygen -i -f FILE',
  },
  {
    sign: /^-----BEGIN RSA PUBLIC KEY-----/m,
    what: 'The key is in PEM format.',
    hint: 'Turn it into one line with: ssh-keygen -i -m PEM -f FILE',
  },
  {
    sign: /^-----BEGIN PUBLIC KEY-----/m,
    what: 'The key is in PEM format.',
    hint: 'Turn it into one line with: ssh-keygen -i -m PKCS8 -f FILE',
  },
  {
    sign: /^-----BEGIN CERTIFICATE/m,
    what: 'That is an X.509 certificate, not an SSH key.',
    hint: 'Make a key with: ssh-keygen -t ed25519',
  },
  {
    sign: /\0/,
    what: 'The key is in UTF-16, as PowerShell writes files.',
    hint: 'Pass the file as ssh-keygen wrote it, or save it in UTF-8.',
  },
];

/** Types of keys that OpenSSH knows and a rack does not take. */
const TYPES: readonly { sign: RegExp; what: string; hint: string }[] = [
  {
    sign: /^\S+-cert-v01@openssh\.com\s/,
    what: 'That is a certificate of OpenSSH; a rack knows keys, not who has signed them.',
    hint: 'Pass the key itself: the .pub file without -cert in its name.',
  },
  {
    sign: /^ssh-dss\s/,
    what: 'That is a DSA key, which can be broken.',
    hint: 'Make a new one with: ssh-keygen -t ed25519',
  },
  {
    sign: /\S\s+(sk-)?(ssh-(ed25519|rsa|dss)|ecdsa-sha2-nistp\d+)(-cert-v01)?(@openssh\.com)?\s+AAAA/,
    what: 'Something stands before the key. Options of authorized_keys are not applied here, so they are refused.',
    hint: 'Pass the line from the type on, as in ssh-ed25519 AAAA….',
  },
];

/** Throws a `Failure` `bad_key` for text that is no list of keys at all but something else that is known. */
export function refuseOtherFormats(text: string): void {
  const found = FORMATS.find(({ sign }) => sign.test(text));
  if (found) throw new Failure('bad_key', found.what, { hint: found.hint });
}

/** The `Failure` `bad_key` of a line that does not begin with a type that is taken. */
export function otherType(line: string): Failure {
  const found = TYPES.find(({ sign }) => sign.test(line));
  if (found) return new Failure('bad_key', found.what, { hint: found.hint });
  const [type = ''] = line.split(/\s/);
  return new Failure('bad_key', `"${type.slice(0, 40)}" is no type of public key that this rack takes.`, {
    hint: 'Take ed25519, ecdsa, rsa, or a security key: ssh-keygen -t ed25519',
  });
}

import type { Random } from './random.ts';

/** What attackers aim at: the folder outside of the rack's data, and where the repositories are. */
export interface Aims {
  /** A folder outside the rack's data, with a repository `canary.git`. */
  outside: string;
  /** The folder of the repositories. */
  repositories: string;
}

/** An app that is there, one of others, and what cannot be the name of one. */
const NAMES = [
  'hello',
  'secret',
  'HELLO',
  'hello ',
  ' hello',
  'hello.',
  'hello.git.git',
  '.git',
  '-hello',
  'hello-',
  '--upload-pack=touch',
  '..',
  '.',
  '',
  'rack',
  'git',
  'registry',
  'hello\0',
  'hello\n',
  'hello\r\nx: y',
  'héllo',
  'hеllo',
  'hello;id',
  '$(id)',
  '`id`',
  "hello'",
  'hello"',
  'hello\\',
  '~',
  '~root',
  '*',
  'hello/../secret',
  'hello.git/../secret.git',
  'hello.git/objects',
  'hello.git/HEAD',
  'con',
  '\u202ehello',
  '%00',
  '__proto__',
  'constructor',
];

/** A path as somebody would try it who wants out of the repositories, or into what is not theirs. */
export function hostilePath(random: Random, aims: Aims): string {
  const kind = random.below(6);
  if (kind === 0) return random.pick(NAMES);
  if (kind === 1)
    return `${random.pick(['/', '//', './', '/./', '///'])}${random.pick(NAMES)}${random.pick(['', '/', '.git', '.git/'])}`;
  if (kind === 2)
    return `${'../'.repeat(1 + random.below(8))}${random.pick(['outside/canary.git', 'etc/passwd', 'rack.db', 'repos/secret.git'])}`;
  if (kind === 3)
    return `${random.pick(['', '/', 'file://', 'hello/../../'])}${aims.outside}/${random.pick(['canary.git', 'new', 'new.git'])}`;
  if (kind === 4)
    return `${random.pick(['hello', 'secret'])}${random.pick(['/..', '\\..\\', '\0', '.git\0', '/.git', '//'])}${random.word(3)}`;
  return random.word(1 + random.below(random.chance(0.05) ? 3000 : 60), 'ab-./\\%:@ \0\u00e9\u{1f600}0');
}

/** The same path as a URL may hide it: encoded once, twice, by overlong UTF-8, or hardly at all. */
export function hidden(random: Random, path: string): string {
  const plain = path.replace(/[\0\r\n \t]/g, (character) => encodeURIComponent(character));
  switch (random.below(7)) {
    case 0:
      return encodeURIComponent(path);
    case 1:
      return encodeURIComponent(encodeURIComponent(path));
    case 2:
      return plain.replaceAll('/', '%2f').replaceAll('.', '%2E');
    case 3:
      return plain.replaceAll('..', '%c0%ae%c0%ae').replaceAll('/', '%c0%af');
    case 4:
      return `${plain}%00.git`;
    case 5:
      return `${plain}%${random.word(2, 'gxyz0123')}`;
    default:
      return plain;
  }
}

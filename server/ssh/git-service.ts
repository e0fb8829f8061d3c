import { Failure } from '../../lib/failure.ts';

/** What git asks for over SSH: one of its two services, and an app. */
export interface GitService {
  service: 'receive-pack' | 'upload-pack';
  app: string;
}

const SERVICES = ['receive-pack', 'upload-pack', 'upload-archive'];

/**
 * Reads the words of `git-upload-pack '/hello.git'` or `git upload-pack hello`; undefined when they are no service of git's. git
 * sends one word after the name of the service, the path; whatever else is there is refused, and never reaches a program.
 */
export function gitServiceOf(words: readonly string[]): GitService | undefined {
  const [service, operands] = split(words);
  if (!service) return undefined;
  if (service === 'upload-archive') throw noArchives();
  const [path, ...more] = operands;
  if (path === undefined || path.startsWith('-') || more.length > 0) throw notOneApp(service);
  return { service: service as GitService['service'], app: appOfPath(path) };
}

// Private

function split(words: readonly string[]): [string | undefined, string[]] {
  const [first = '', second = '', ...rest] = words;
  if (first === 'git' && SERVICES.includes(second)) return [second, rest];
  const service = SERVICES.find((each) => first === `git-${each}`);
  return [service, words.slice(1)];
}

/** `hello`, `/hello`, `hello.git`, `/hello.git/` all mean the app hello. */
function appOfPath(path: string): string {
  return path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
}

function notOneApp(service: string): Failure {
  return new Failure('bad_usage', `git ${service} takes the name of one app, and nothing else.`, {
    hint: 'Set the remote with: git remote add rack rack:my-app',
  });
}

function noArchives(): Failure {
  return new Failure('not_served', 'This rack makes no archives over SSH.', {
    hint: 'Clone the app, and run git archive in the clone.',
  });
}

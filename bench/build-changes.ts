/** What a round of bench:build changes in an example. */
export interface Change {
  /** The file whose `Hello` is in the answer. */
  greeting: string;
  /** How a package is added: a text that takes the place of another in a file, and what brings the lockfile up to date. */
  added?: { file: string; from: string; to: string; lock?: readonly string[] };
}

/** By the names of the examples. */
export const CHANGES: Readonly<Record<string, Change>> = {
  'hello-node': { greeting: 'server.js' },
  express: {
    greeting: 'server.js',
    added: {
      file: 'package.json',
      from: '"dependencies": {',
      to: '"dependencies": {\n    "nanoid": "5.1.6",',
      lock: ['npm', 'install', '--package-lock-only', '--no-audit', '--no-fund'],
    },
  },
  bun: { greeting: 'server.ts' },
  deno: { greeting: 'main.ts' },
  vite: { greeting: 'index.html' },
  'static-site': { greeting: 'public/index.html' },
  flask: { greeting: 'app.py', added: { file: 'requirements.txt', from: 'Flask', to: 'requests==2.32.5\nFlask' } },
  fastapi: {
    greeting: 'main.py',
    added: { file: 'pyproject.toml', from: '["fastapi', to: '["requests==2.32.5", "fastapi' },
  },
  django: { greeting: 'templates/hello.html' },
  go: { greeting: 'templates/index.html' },
  'java-maven': { greeting: 'src/main/java/com/example/greetings/Greetings.java' },
  rust: { greeting: 'src/main.rs' },
  php: { greeting: 'packages/greeting/src/Greeting.php' },
  ruby: { greeting: 'config.ru' },
};

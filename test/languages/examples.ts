/** An app in examples/, and what it answers. */
export interface Example {
  /** Its folder in examples/. */
  name: string;
  /** What its push tells. */
  tells: RegExp;
  /** What `GET /` answers. */
  answers: RegExp;
  /** Whether `npm test` deploys it too: those that need little beyond what other tests make anyway. */
  isQuick?: boolean;
}

/** All of examples/, which a test holds to. */
export const EXAMPLES: readonly Example[] = [
  { name: 'hello-node', tells: /Node\.js app detected/, answers: /Hello/, isQuick: true },
  { name: 'express', tells: /Node\.js app detected/, answers: /./, isQuick: true },
  { name: 'bun', tells: /Bun app detected \(bun\.lock\)/, answers: /Hello from Bun/, isQuick: true },
  { name: 'deno', tells: /Deno app detected \(deno\.json\)/, answers: /Hello from Deno/ },
  { name: 'vite', tells: /Node\.js app detected[\s\S]*Vite app[\s\S]*dist is served/, answers: /\/assets\/index-/ },
  { name: 'static-site', tells: /Static site app detected/, answers: /Hello from a static site/, isQuick: true },
  { name: 'ruby', tells: /Ruby app detected \(Gemfile\)/, answers: /Hello from Ruby 3\.1/ },
  { name: 'php', tells: /PHP app detected \(composer\.json\)/, answers: /Hello, PHP/, isQuick: true },
  { name: 'go', tells: /Go app detected \(go\.mod\)/, answers: /Hello from Go, visit \d/ },
  {
    name: 'flask',
    tells: /Python app detected \(requirements\.txt\)[\s\S]*gunicorn/,
    answers: /Hello from Flask/,
    isQuick: true,
  },
  { name: 'fastapi', tells: /Python app detected \(pyproject\.toml\)[\s\S]*uvicorn/, answers: /"hello":"FastAPI"/ },
  {
    name: 'django',
    tells: /Python app detected \(poetry\.lock\)[\s\S]*collectstatic/,
    answers: /static\/hello\.\w+\.css/,
  },
  { name: 'java-maven', tells: /Java app detected \(pom\.xml\)/, answers: /Hello from Java 21/ },
  { name: 'rust', tells: /Rust app detected \(Cargo\.toml\)/, answers: /Hello from Rust, you threw a [1-6]/ },
];

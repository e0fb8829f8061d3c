import { run } from '../../../lib/run.ts';
import type { Outcome } from '../scenario.ts';

/** Runs a command of the `aws` command line; what it prints is its answer, as JSON where it is some. */
export async function command(endpoint: string, words: readonly string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await run(['aws', ...words], {
    env: environment(endpoint),
    ok: ANY,
    timeout: LIMIT,
  });
  if (code !== 0) return { refusal: refusalIn(stderr), problems: [] };
  return { answer: /^[{[]/.test(stdout) ? JSON.parse(stdout) : { text: stdout.trim() }, problems: [] };
}

// Private

const ANY = Array.from({ length: 256 }, (_, code) => code);
const LIMIT = 60_000;

function environment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_DEFAULT_OUTPUT: 'json',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
  };
}

function refusalIn(stderr: string) {
  const [, code = 'Unknown', message = stderr.trim()] =
    /An error occurred \(([^)]+)\) when calling the \w+ operation: (.*)/s.exec(stderr) ?? [];
  return { code, message: message.trim(), status: 400 };
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../../lib/root.ts';
import type { Outcome } from '../scenario.ts';

/** boto3 and botocore, in a process of their own. */
export class Boto {
  private readonly child: ChildProcess;
  private readonly asked = new Map<number, (told: Told) => void>();
  private last = 0;

  constructor() {
    const program = join(projectRoot, 'test/conformance/witness/witness.py');
    this.child = spawn(pythonWithBoto(), [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on('line', (line) => this.hear(line));
    // Whoever still waits for it would do so until the test's time is up.
    this.child.once('close', (code) => this.giveUp(`The Python process ended with ${code}`));
  }

  call(endpoint: string, service: string, operation: string, input: object): Promise<Outcome> {
    return this.ask({ do: 'call', endpoint, service, operation, input });
  }

  wait(endpoint: string, service: string, waiter: string, input: object): Promise<Outcome> {
    return this.ask({ do: 'wait', endpoint, service, waiter, input });
  }

  /** How botocore reads an answer that another client got, and what its model says against it. */
  judge(service: string, operation: string, { status, headers, body }: RawAnswer): Promise<Outcome> {
    return this.ask({ do: 'judge', service, operation, status, headers, body: body.toString('base64') });
  }

  close(): void {
    this.child.stdin?.end();
  }

  // Private

  private async ask(request: object): Promise<Outcome> {
    const id = ++this.last;
    this.child.stdin?.write(`${JSON.stringify({ id, ...request })}\n`);
    const told = await new Promise<Told>((resolve) => this.asked.set(id, resolve));
    if ('failure' in told) throw new Error(`${told.failure} in ${JSON.stringify(request).slice(0, 500)}`);
    return told;
  }

  private hear(line: string): void {
    const { id, ...told } = JSON.parse(line);
    this.asked.get(id)?.(told);
    this.asked.delete(id);
  }

  private giveUp(failure: string): void {
    for (const hear of this.asked.values()) hear({ failure });
    this.asked.clear();
  }
}

/** An answer before anybody has parsed it. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** The Python that moto_server runs with has boto3, if the first one on the path has not. */
export function pythonWithBoto(): string {
  const beside = execFileSync('which', ['-a', 'moto_server'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  const candidates = ['python3', ...beside.map((path) => join(dirname(path), 'python3'))];
  const found = candidates.find((python) => hasBoto(python));
  if (!found) throw new Error('No Python with boto3 was found: it comes with moto.');
  return found;
}

// Private

type Told = Outcome | { failure: string };

function hasBoto(python: string): boolean {
  try {
    execFileSync(python, ['-c', 'import importlib.util as u, sys; sys.exit(u.find_spec("boto3") is None)']);
    return true;
  } catch {
    return false;
  }
}

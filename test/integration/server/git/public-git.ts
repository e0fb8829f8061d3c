import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { run } from '../../../../lib/run.ts';
import { Clone } from '../clone.ts';

/** A web server with public repositories, which git itself serves (git http-backend). */
export class PublicGit {
  /** Every request: method, path, and whether it showed credentials. */
  readonly asked: string[] = [];
  /** Paths that are answered by something else than git. */
  readonly others = new Map<string, (response: ServerResponse) => void>();
  private readonly folder: string;
  private readonly server = createServer((request, response) => this.answer(request, response));

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(t: Test): Promise<PublicGit> {
    const git = new PublicGit(await mkdtemp(join(tmpdir(), 'rack-public-')));
    git.server.listen(0, '127.0.0.1');
    await once(git.server, 'listening');
    t.teardown(async () => {
      git.server.closeAllConnections();
      git.server.close();
      await run(['rm', '-rf', git.folder]);
    });
    return git;
  }

  /** The address of a repository. */
  url(name: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${name}.git`;
  }

  /** Makes a repository with one commit of these files; answers it and the commit. */
  async make(name: string, files: Record<string, string>): Promise<{ clone: Clone; commit: string }> {
    const bare = join(this.folder, 'repos', `${name}.git`);
    await mkdir(join(this.folder, 'repos'), { recursive: true });
    await run(['git', 'init', '-q', '--bare', '-b', 'main', bare]);
    const clone = await Clone.make(this.folder, { url: bare, env: {} }, files);
    await clone.push();
    return { clone, commit: (await clone.git('rev-parse', 'HEAD')).stdout.trim() };
  }

  // Private

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const [path, query = ''] = (request.url ?? '').split('?');
    this.asked.push(`${request.method} ${path}${request.headers.authorization ? ' with credentials' : ''}`);
    const other = [...this.others].find(([start]) => path!.startsWith(start))?.[1];
    if (other) other(response);
    else this.backend(request, response, path!, query);
  }

  private backend(request: IncomingMessage, response: ServerResponse, path: string, query: string): void {
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: join(this.folder, 'repos'),
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: decodeURIComponent(path),
        QUERY_STRING: query,
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: `${request.headers['git-protocol'] ?? ''}`,
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.on('error', () => {});
    request.pipe(child.stdin);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.on('close', () => {
      const output = Buffer.concat(chunks);
      const end = output.indexOf('\r\n\r\n');
      const headers = output
        .toString('latin1', 0, end)
        .split('\r\n')
        .map((line) => line.split(': ') as [string, string]);
      const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
      response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers));
      response.end(output.subarray(end + 4));
    });
  }
}

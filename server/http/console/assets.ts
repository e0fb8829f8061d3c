import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { projectRoot } from '../../../lib/root.ts';

/** A file of the console as it is sent. */
export interface Asset {
  type: string;
  /** `"…"`, of its content. */
  tag: string;
  /** Its bytes in an encoding that the client takes. */
  bytes(accepted: string): Promise<{ encoding: string | undefined; content: Buffer }>;
}

/** In the page: the part of the path that changes with the files, so that browsers may keep what is below it for ever. */
const PLACE = '@PLACE@';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of the console, read once: a page, which names the others by a path that changes whenever one of them does. */
export class Assets {
  /** The page itself. */
  readonly page: Asset;
  private readonly place: string;
  private readonly files = new Map<string, Asset>();

  constructor(folder: string = join(projectRoot, 'console')) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => extname(name) in TYPES);
    const contents = names.sort().map((name) => [name, readFileSync(join(folder, name))] as const);
    const hash = createHash('sha256');
    for (const [name, content] of contents) hash.update(`${name}\0${content.length}\0`).update(content);
    this.place = hash.digest('hex').slice(0, 12);
    for (const [name, content] of contents) this.files.set(name, asset(name, content));
    const page = contents.find(([name]) => name === 'index.html')?.[1].toString() ?? '';
    this.page = asset('index.html', Buffer.from(page.replaceAll(PLACE, this.place)));
  }

  /** The file at `<place>/<name>`, where browsers may keep it; undefined for any other path. */
  find(path: string): Asset | undefined {
    const [, place, name] = /^([0-9a-f]{12})\/(.+)$/.exec(path) ?? [];
    return place === this.place && name !== 'index.html' ? this.files.get(name ?? '') : undefined;
  }
}

// Private

type Encoding = 'br' | 'gzip';

const COMPRESS: Readonly<Record<Encoding, (content: Buffer) => Promise<Buffer>>> = {
  br: promisify<Buffer, Buffer>(brotliCompress),
  gzip: promisify<Buffer, Buffer>(gzip),
};

function asset(name: string, content: Buffer): Asset {
  const packed = new Map<Encoding, Promise<Buffer>>();
  return {
    type: TYPES[extname(name)] as string,
    tag: `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`,
    async bytes(accepted) {
      const encoding = (['br', 'gzip'] as const).find((each) => new RegExp(`\\b${each}\\b`).test(accepted));
      if (!encoding) return { encoding, content };
      // Once for each file, when it is first asked for.
      if (!packed.has(encoding)) packed.set(encoding, COMPRESS[encoding](content));
      return { encoding, content: await (packed.get(encoding) as Promise<Buffer>) };
    },
  };
}

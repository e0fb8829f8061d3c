import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { TestRack } from '../integration/server/rack.ts';
import type { Test } from '../stories/rack.ts';

/** Where Debian's package puts it. */
const CHROMIUM = '/usr/bin/chromium';

/** Milliseconds for whatever a page has to do. */
const PATIENCE = 15_000;

/** Why no browser can be had here; undefined where one can. Ubuntu has none that is a package. */
export function noBrowser(): string | undefined {
  return existsSync(CHROMIUM) ? undefined : `there is no ${CHROMIUM}; this distribution has none as a package`;
}

/** One browser for all pages of a test file. */
export async function openBrowser(t: Pick<Test, 'teardown'>): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  t.teardown(() => browser.close());
  return browser;
}

/** Somebody who sits before a browser of their own. */
export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of: scripts that failed, what the policy of the page forbade. */
  readonly complaints: string[] = [];
  private readonly rack: TestRack;

  private constructor(rack: TestRack, context: BrowserContext, page: Page) {
    this.rack = rack;
    this.context = context;
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|TypeError/.test(message.text())) this.complaints.push(message.text());
    });
  }

  static async of(rack: TestRack, browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(PATIENCE);
    return new Visitor(rack, context, await context.newPage());
  }

  /** The address of a page of the console. */
  at(path: string): string {
    return `http://127.0.0.1:${this.rack.httpPort}/console${path}`;
  }

  /** Signs in by a link that is printed for this key. */
  async signIn(key = 'admin'): Promise<string> {
    const { stdout } = await this.rack.ssh('console', { key });
    const link = this.at(stdout.trim().replace(/^.*\/console/, ''));
    await this.page.goto(link);
    await this.page.getByRole('button', { name: 'Sign out' }).waitFor();
    return link;
  }

  /** Goes to a page, and waits until it shows something. */
  async visit(path: string): Promise<void> {
    await this.page.goto(this.at(path));
    await this.page.getByRole('heading', { level: 1 }).first().waitFor();
  }
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { writeStatsRecord } from '../../wire/stats-record.ts';
import { TestRack } from '../integration/server/rack.ts';
import { noBrowser, openBrowser, Visitor } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every page, with something on it. */
const PAGES = [
  '',
  '/apps/shop',
  '/apps/shop/logs',
  '/apps/shop/metrics',
  '/apps/shop/releases',
  '/apps/shop/builds',
  '/apps/shop/settings',
  '/apps/none',
  '/alerts',
  '/events',
  '/rack',
  '/developers',
  '/audit',
  '/you',
  '/nowhere',
];

/** Bytes of all that is loaded before the first page shows something, as they go over the wire. */
const MOST_BYTES = 50_000;

t.test(
  'every page of the console can be used by everybody, on a desk and on a phone',
  { skip: noBrowser() ?? false },
  async (t) => {
    const rack = await TestRack.start(t);
    const browser = await openBrowser(t);
    const shop = await rack.clone('shop', { deploy: 'ok' });
    await shop.git('push', 'rack', 'main');
    populate(rack);
    rack.say('shop', '\u001b[31mred\u001b[0m and plain');
    const wide = { viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' } as const;
    const desk = await Visitor.of(rack, browser, wide);
    const loaded = await bytesOf(desk.page, () => desk.signIn());
    t.ok(loaded > 5000 && loaded < MOST_BYTES, `the first page is ${loaded} bytes`);
    await look(t, desk, 'wide');
    await look(t, await beside(desk, browser, rack, { width: 360, height: 740 }), 'narrow');
  },
);

// Private

/** Copies that run and ones that do not do well, and what they took. */
function populate(rack: TestRack): void {
  const task = { app: 'shop', release: 'RAAAAAAAAA', desired: 'RUNNING', startedAt: new Date(0), exitCode: undefined };
  const web = { ...task, process: 'web', state: 'RUNNING', stoppedReason: undefined };
  const ended = { desired: 'STOPPED', state: 'STOPPED', health: 'UNKNOWN', stoppedReason: 'Essential', exitCode: 7 };
  rack.tasks = [
    { ...web, id: 'a', health: 'HEALTHY' },
    { ...web, id: 'b', health: 'UNHEALTHY' },
    { ...web, id: 'c', ...ended },
  ];
  const alert = { name: 'disk', subject: 'i-1', app: undefined, severity: 'warning', stage: 1 } as const;
  const said = { message: 'the disk of i-1 is 83 % full', hint: 'Make room, or replace the machine.' };
  rack.store.alerts.put({ ...alert, ...said, since: new Date().toISOString() });
  const drain = {
    id: 'LAAAAAAAAA',
    app: 'shop',
    receiver: 'https://logs.example/lines',
    createdBy: 'admin',
    cursor: 0,
  };
  rack.store.drains.add(
    { ...drain, process: 'web', filter: undefined, mayReachInside: false },
    { url: drain.receiver, header: undefined },
  );
  rack.store.environments.set('shop', { GREETING: 'hello' });
  for (const ago of [60_000, 40_000, 20_000]) rack.metrics.take(sample(new Date(Date.now() - ago)));
}

function sample(at: Date): Buffer {
  const copy = { app: 'shop', process: 'web', release: 'RAAAAAAAAA', container: 'c', seconds: 10, cpu: 0.2 };
  const flow = { networkIn: 1000, networkOut: 2000, blockRead: 0, blockWrite: 10 };
  const size = { memory: 100 * 1024 ** 2, memoryLimit: 512 * 1024 ** 2 };
  const containers = ['a', 'b'].map((id) => ({ ...copy, ...flow, ...size, task: id }));
  const disk = { disk: undefined, diskTotal: undefined };
  const machine = { cpu: 1, cores: 2, load: 1, memory: 1024 ** 3, memoryTotal: 4 * 1024 ** 3, ...disk, ...flow };
  return writeStatsRecord({ instance: 'i-1', at: at.toISOString(), seconds: 10, machine, containers });
}

/** The same person with a phone. */
async function beside(desk: Visitor, browser: Browser, rack: TestRack, viewport: { width: number; height: number }) {
  const storageState = await desk.context.storageState();
  return Visitor.of(rack, browser, { viewport, reducedMotion: 'reduce', storageState });
}

async function look(t: Test, visitor: Visitor, how: string): Promise<void> {
  const { page } = visitor;
  for (const path of PAGES) {
    await visitor.visit(path);
    await page.evaluate(AXE);
    t.same(await violations(page), [], `${path || '/'} (${how}, light)`);
    await page.emulateMedia({ colorScheme: 'dark' });
    t.same(await violations(page, 'color-contrast'), [], `${path || '/'} (${how}, dark)`);
    await page.emulateMedia({ colorScheme: 'light' });
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    t.ok(over <= 0, `${path || '/'} (${how}) is ${over} px too wide`);
  }
  t.same(visitor.complaints, []);
}

/** What axe finds by all of its rules, or by one: the rule and the elements. */
function violations(page: Page, rule?: string): Promise<string[]> {
  return page.evaluate(async (rule) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      nodes: { html: string }[];
    }
    const found = (await axe.run(rule ? { runOnly: [rule] } : {})).violations;
    return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  }, rule);
}

/** The bytes that the network carried meanwhile, headers and all. */
async function bytesOf(page: Page, work: () => Promise<unknown>): Promise<number> {
  const client = await page.context().newCDPSession(page);
  let bytes = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await client.send('Network.enable');
  await work();
  return bytes;
}

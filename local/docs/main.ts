import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import { coveragePage } from './page.ts';
import { servicesAtRest } from './services-at-rest.ts';

/** Writes docs/local.md: `npm run docs`. */
async function main(): Promise<void> {
  const { services, close } = servicesAtRest();
  writeFileSync(join(projectRoot, 'docs', 'local.md'), coveragePage(services));
  await close();
}

await main();

/** Writes openapi.yml anew: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../lib/root.ts';
import { openApiText } from './text.ts';

const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
writeFileSync(join(projectRoot, 'openapi.yml'), openApiText(version));

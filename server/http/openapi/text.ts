import { stringify } from 'yaml';
import { ROUTES } from '../api/all.ts';
import { SOCKETS } from '../api/sockets.ts';
import { describe } from './document.ts';

/** What stands in openapi.yml. */
export function openApiText(version: string): string {
  const head = '# The API of a rack. Made from its routes by `npm run docs`; a test holds it to them.\n';
  return head + stringify(describe(ROUTES, SOCKETS, version), { lineWidth: 120, aliasDuplicateObjects: false });
}

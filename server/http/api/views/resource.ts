import type { ResourceInfo } from '../../../apps/resources.ts';
import { listOf, mapOf, shape, text, time } from '../../schema.ts';

const LINK = shape('Link', {
  app: text('The app'),
  variable: text('The variable that tells it where the resource is'),
  resource: text('The resource'),
});

/** A resource as clients see it. */
export const RESOURCE = shape(
  'Resource',
  {
    name: text('Its name'),
    type: text('postgres, redis, …'),
    kind: text('The same as type'),
    status: text('running, creating, …'),
    reason: text('Why it is so'),
    parameters: mapOf(text('A value'), 'Its options'),
    apps: listOf(shape('LinkedApp', { name: text('An app') }), 'The apps that are linked to it'),
    links: listOf(LINK, 'The links that the one who asks may know of'),
    url: text('Its address, where one is asked for in an app'),
    createdAt: time('When it was made'),
    createdBy: text('The developer who made it'),
  },
  ['reason', 'parameters', 'url'],
);

export function resourceView({ kind, links, ...resource }: ResourceInfo, url?: string) {
  const apps = [...new Set(links.map(({ app }) => app))].map((name) => ({ name }));
  return { ...resource, kind, type: kind, links, apps, ...(url !== undefined && { url }) };
}

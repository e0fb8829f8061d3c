import type { Site } from '../nginx/site.ts';

/** What a Staticfile says, in the words of Cloud Foundry (`pushstate`) and Railpack (`index_fallback`). */
export function parseStaticfile(text: string): Partial<Site> {
  const root = /^root:\s*"?([\w./ -]+?)"?\s*$/m.exec(text)?.[1];
  const isApp = /^(?:pushstate:\s*enabled|index_fallback:\s*true)\s*$/m.test(text);
  return { isApp, ...(root !== undefined && { root: root.replace(/^[./]+|\/+$/g, '') }) };
}

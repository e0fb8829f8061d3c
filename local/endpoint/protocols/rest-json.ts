import type { Input, Route } from '../service.ts';
import { jsonProtocol, parseJsonBody, writeJson } from './json.ts';
import type { Protocol } from './protocol.ts';

/** REST-JSON: the operation in method and path, members in path, query and body. EFS, EventBridge Scheduler. */
export const restJsonProtocol: Protocol = {
  read({ method, path, query, body }, { routes = {} }) {
    for (const [operation, route] of Object.entries(routes)) {
      const inPath = match(route, method, path);
      if (inPath) return { operation, input: () => ({ ...parseJsonBody(body), ...inQuery(query, route), ...inPath }) };
    }
    return { operation: `${method} ${path}`, input: () => ({}) };
  },

  write({ routes = {} }, operation, output) {
    const status = routes[operation]?.status ?? 200;
    return { contentType: CONTENT_TYPE, body: status === 204 ? '' : writeJson(output ?? {}), status };
  },

  writeError(_service, { code, message, members }) {
    const body = JSON.stringify({ ErrorCode: code, Message: message, ...members });
    return { contentType: CONTENT_TYPE, body, errorType: code };
  },

  refusals: {
    ...jsonProtocol.refusals,
    'missing-authentication': { code: 'MissingAuthenticationTokenException', status: 403 },
    'incomplete-signature': { code: 'IncompleteSignatureException', status: 403 },
    'unknown-key': { code: 'UnrecognizedClientException', status: 403 },
    expired: { code: 'ExpiredTokenException', status: 400 },
    denied: { code: 'AccessDeniedException', status: 400 },
    'wrong-signature': { code: 'InvalidSignatureException', status: 403 },
    'unknown-operation': { code: 'UnknownOperationException', status: 404 },
  },
};

// Private

const CONTENT_TYPE = 'application/json';

/** The members in the path when the request is the route's, or undefined. */
function match({ request }: Route, method: string, path: string): Input | undefined {
  const [wantedMethod, template = ''] = request.split(' ');
  const wanted = template.split('/');
  const given = path.split('/');
  if (method !== wantedMethod || given.length !== wanted.length) return undefined;
  const members: Input = {};
  for (const [index, part] of wanted.entries()) {
    const text = decode(given[index] as string);
    const [, name] = /^\{(.+)\}$/.exec(part) ?? [];
    if (name && text) members[name] = text;
    else if (text !== part) return undefined;
  }
  return members;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The members in the query; a list's name comes once for each of its items. */
function inQuery(query: string, { lists = [], renamed = {} }: Route): Input {
  const search = new URLSearchParams(query);
  const names = [...new Set(search.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const member = renamed[name] ?? memberName(name);
      return [member, lists.includes(member) ? search.getAll(name) : search.get(name)];
    }),
  );
}

/** Some names in a query begin with a small letter (`tagKeys`), members never do. */
function memberName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

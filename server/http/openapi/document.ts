import type { Param, Params } from '../params.ts';
import { LONGEST_LIST, LONGEST_TEXT } from '../params.ts';
import type { Route } from '../routes.ts';
import type { Schema } from '../schema.ts';
import { shape, text, yesNo } from '../schema.ts';
import type { SocketRoute } from '../socket-routes.ts';

/** A description of the API as OpenAPI 3.0 has it. */
export type Document = Readonly<Record<string, unknown>>;

/** Describes routes and sockets; all it says is what they declare themselves, so that it cannot be out of date. */
export function describe(routes: readonly Route[], sockets: readonly SocketRoute[], version: string): Document {
  const named = new NamedSchemas();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) put(paths, route.path, route.method, operation(route, named));
  for (const socket of sockets)
    put(paths, socket.path, 'GET', socketOperation(socket, paths[pathOf(socket.path)]?.get));
  return {
    openapi: '3.0.3',
    info: { title: 'Rack', version, description: INTRODUCTION, license: { name: 'Apache-2.0' } },
    servers: [{ url: 'http://127.0.0.1:5443', description: 'bin/rack status tells the address' }],
    security: [{ password: [] }, { bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        password: { type: 'http', scheme: 'basic', description: 'A token as the password; any user name' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      responses: { Refusal: answerOf(named.of(REFUSAL), 'What is refused, and how to go on') },
      schemas: named.all(),
    },
  };
}

// Private

const INTRODUCTION = [
  'The API of a rack. The stock convox CLI speaks it; fields and routes that it does not know are the own ones of the rack.',
  'Made from the routes themselves by `npm run docs`. See docs/api.md, also for WebSockets.',
].join(' ');

const DONE = shape('Done', { success: yesNo('It was done') });

const REFUSAL = shape(
  'Refusal',
  {
    error: text('What happened, as a sentence'),
    hint: text('How to go on'),
    code: text('The same for programs: app_not_found'),
  },
  ['hint'],
);

/** Shapes with a name, each written down once. */
class NamedSchemas {
  private readonly schemas = new Map<string, unknown>();

  /** A schema whose named parts are references. */
  of({ title, properties, items, additionalProperties, ...schema }: Schema): unknown {
    const whole = {
      ...schema,
      ...(items && { items: this.of(items) }),
      ...(properties && { properties: this.each(properties) }),
      ...(additionalProperties !== undefined && {
        additionalProperties:
          additionalProperties === true ? {} : additionalProperties && this.of(additionalProperties),
      }),
    };
    if (title === undefined) return whole;
    this.schemas.set(title, whole);
    return { $ref: `#/components/schemas/${title}` };
  }

  all(): Record<string, unknown> {
    return Object.fromEntries([...this.schemas].sort(([one], [other]) => one.localeCompare(other)));
  }

  // Private

  private each(properties: Readonly<Record<string, Schema>>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, this.of(schema)]));
  }
}

function put(paths: Record<string, Record<string, unknown>>, path: string, method: string, value: unknown): void {
  paths[pathOf(path)] = { ...paths[pathOf(path)], [method.toLowerCase()]: value };
}

const pathOf = (path: string) => path.replace(/\{(\w+)\.\.\.\}/g, '{$1}');

function operation(route: Route, named: NamedSchemas): object {
  const { method, path, summary, role, params = {}, answers = DONE, answersIn } = route;
  const hasForm = method === 'POST' || method === 'PUT';
  return {
    operationId: `${method} ${pathOf(path)}`
      .toLowerCase()
      .replace(/[^a-z]+/g, '-')
      .replace(/-$/, ''),
    summary,
    'x-role': role,
    parameters: [...pathParameters(path), ...parametersOf(params, hasForm)],
    ...(hasForm && bodyOf(route)),
    responses: {
      200: answerOf(named.of(answers), 'It is done', answersIn),
      default: { $ref: '#/components/responses/Refusal' },
    },
  };
}

/** One path may be a route and a socket. */
function socketOperation(socket: SocketRoute, route: unknown): object {
  const { path, summary, role, params } = socket;
  const websocket = { summary, role, headers: parametersOf(params, false), ...(socket.exits && { exits: true }) };
  if (route) return { ...(route as object), 'x-websocket': websocket };
  return {
    summary,
    'x-role': role,
    'x-websocket': websocket,
    parameters: pathParameters(path),
    responses: { 101: { description: 'It speaks WebSocket' }, default: { $ref: '#/components/responses/Refusal' } },
  };
}

function answerOf(schema: unknown, description: string, type = 'application/json'): object {
  return { description, content: { [type]: { schema } } };
}

function pathParameters(path: string): object[] {
  const names = [...path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map(([, name]) => name as string);
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string', maxLength: 255 } }));
}

/** Those that do not stand in the body. */
function parametersOf(params: Params, hasForm: boolean): object[] {
  const outside = Object.entries(params).filter(([, param]) => !hasForm || param.in !== undefined);
  return outside.map(([name, param]) => ({
    name,
    in: param.in ?? 'query',
    ...(param.required && { required: true }),
    description: param.what,
    schema: schemaOf(param),
  }));
}

function bodyOf({ params = {}, takes }: Route): object {
  if (takes === 'bytes') return { requestBody: { content: { 'application/octet-stream': { schema: BYTES } } } };
  const inside = Object.entries(params).filter(([, param]) => param.in === undefined);
  if (inside.length === 0) return {};
  const required = inside.filter(([, param]) => param.required).map(([name]) => name);
  const objectOf = (properties: object) => ({
    schema: { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false },
  });
  const described = (schema: (param: Param) => object) =>
    Object.fromEntries(inside.map(([name, param]) => [name, { ...schema(param), description: param.what }]));
  const content = {
    'application/json': objectOf(described(jsonSchemaOf)),
    'application/x-www-form-urlencoded': objectOf(described(schemaOf)),
  };
  return { requestBody: { ...(required.length > 0 && { required: true }), content } };
}

const BYTES = { type: 'string', format: 'binary' };

/** How it stands in a form, a query or a header. */
function schemaOf(param: Param): object {
  if (param.type === 'text')
    return { type: 'string', maxLength: param.most ?? LONGEST_TEXT, ...(param.values && { enum: param.values }) };
  if (param.type === 'integer') return { type: 'integer', minimum: param.least, maximum: param.most };
  if (param.type === 'boolean') return { type: 'boolean' };
  if (param.type === 'duration') return { type: 'string', pattern: DURATION };
  return { type: 'string', maxLength: LONGEST_LIST };
}

const DURATION = '^([0-9]{1,6}(h|m|s|ms)){1,4}$';

/** How it stands in JSON. */
function jsonSchemaOf(param: Param): object {
  const texts = { type: 'string', maxLength: 10_000 };
  if (param.type === 'list') return { type: 'array', items: texts };
  if (param.type === 'map') return { type: 'object', additionalProperties: texts };
  if (param.type === 'lines') return { type: 'object', additionalProperties: texts };
  return schemaOf(param);
}

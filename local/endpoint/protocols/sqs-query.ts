import { AwsError, type Input } from '../service.ts';
import { parseForm } from './form.ts';
import type { Protocol } from './protocol.ts';
import { queryProtocol } from './query.ts';
import { element, escapeXml, type Naming } from './xml.ts';

/**
 * The older protocol of SQS, which SDKs spoke before 2023: a form in, XML out, with lists and maps laid flat. Services know the
 * members of the newer one only.
 */
export const sqsQueryProtocol: Protocol = {
  ...queryProtocol,

  read({ body, path }, service) {
    const { Action, Version, ...form } = parseForm(body.toString());
    const known = Version === undefined || Version === service.version;
    const operation = known ? String(Action) : `${Action} for version ${Version}`;
    // Queues are asked at their own URLs.
    const queue = path.length > 1 ? { QueueUrl: path } : {};
    return { operation, input: () => ({ ...queue, ...unfolded(form, operation) }) };
  },

  writeError(service, error, requestId) {
    const code = service?.older?.codes[error.code] ?? error.code;
    return queryProtocol.writeError(service, new AwsError(code, error.message, error.status), requestId);
  },

  write(service, operation, output = {}, requestId) {
    const result = element(`${operation}Result`, folded(output as Input, operation), NAMING);
    const metadata = `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata>`;
    const xmlns = `http://queue.amazonaws.com/doc/${service.version}/`;
    const body = `<${operation}Response xmlns="${xmlns}">${result}${metadata}</${operation}Response>\n`;
    return { contentType: 'text/xml', body };
  },
};

// Private

/** What the form calls each item of a list, and the list that the operation knows. */
const LISTS: Readonly<Record<string, string>> = {
  AttributeName: 'AttributeNames',
  MessageAttributeName: 'MessageAttributeNames',
  MessageSystemAttributeName: 'MessageSystemAttributeNames',
  TagKey: 'TagKeys',
};

/** What the form, and the answer, call each entry of a map. */
const MAPS: Readonly<Record<string, string>> = {
  Attribute: 'Attributes',
  MessageAttribute: 'MessageAttributes',
  Tag: 'Tags',
};

/** Item of an answer's list → the list. */
const ANSWERED: Readonly<Record<string, string>> = {
  Messages: 'Message',
  QueueUrls: 'QueueUrl',
  queueUrls: 'QueueUrl',
  Failed: 'BatchResultErrorEntry',
};

const NAMING: Naming = { item: (list) => list, member: (name) => name, isFlat: () => true };

function unfolded(form: Input, operation: string): Input {
  const members: Input = {};
  for (const [name, value] of Object.entries(form)) {
    if (Object.hasOwn(LISTS, name)) members[LISTS[name] as string] = value;
    // A new queue's tags are written small in the newer protocol.
    else if (name === 'Tag' && operation === 'CreateQueue') members.tags = mapOf(value);
    else if (Object.hasOwn(MAPS, name)) members[MAPS[name] as string] = mapOf(value);
    else if (name === `${operation}RequestEntry`) members.Entries = value.map((entry: Input) => unfolded(entry, ''));
    else members[name] = value;
  }
  return members;
}

function mapOf(entries: Input[]): Input {
  return Object.fromEntries(entries.map(({ Name, Key, Value }) => [Name ?? Key, Value]));
}

/** An answer's members, its maps and lists under the names of their items. */
function folded(output: Input, operation: string): Input {
  const members: Input = {};
  for (const [name, value] of Object.entries(output)) {
    const entry = Object.entries(MAPS).find(([, map]) => map === name)?.[0];
    if (entry) members[entry] = entriesOf(value, entry === 'Tag' ? 'Key' : 'Name');
    else if (name === 'Successful') members[`${operation}ResultEntry`] = value;
    else if (name === 'Messages') members.Message = value.map((message: Input) => folded(message, ''));
    else members[ANSWERED[name] ?? name] = value;
  }
  return members;
}

function entriesOf(map: Input, key: string): Input[] {
  return Object.entries(map).map(([name, Value]) => ({ [key]: name, Value }));
}

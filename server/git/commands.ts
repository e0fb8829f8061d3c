import { Failure } from '../../lib/failure.ts';
import type { RefUpdate } from './hook.ts';
import { FLUSH, type PktLineReader, pktLine } from './pkt-line.ts';

/** What a client asks of receive-pack, before the pack (gitprotocol-pack, "Reference Update Request"). */
export interface PushCommands {
  /** The commits at which the client's history is cut off. */
  shallow: string[];
  updates: RefUpdate[];
  /** As the client wrote them, one blank between two. */
  capabilities: string;
  /** `git push -o`, in order. */
  options: string[];
}

/** The most bytes that the commands of one push may take. */
export const COMMANDS_LIMIT = 4 * 1024 * 1024;

/** The most refs that one push may name: updates, and the edges of a shallow history. */
const MOST_REFS = 10_000;
const MOST_OPTIONS = 100;

/** Reads what a push asks; undefined when it asks nothing (all is up to date, or a probe). Throws a `Failure` for what git never sends. */
export async function readCommands(reader: PktLineReader): Promise<PushCommands | undefined> {
  const commands: PushCommands = { shallow: [], updates: [], capabilities: '', options: [] };
  const first = await reader.next();
  if (typeof first === 'string') return undefined;
  takeLine(commands, first);
  for await (const line of list(reader)) takeLine(commands, line);
  if (commands.updates.length === 0) return undefined;
  checkOnce(commands);
  if (hasCapability(commands, 'push-options')) for await (const line of list(reader)) takeOption(commands, line);
  return commands;
}

/** The bytes that `readCommands` reads. */
export function writeCommands({ shallow, updates, capabilities, options }: PushCommands): Buffer {
  const lines = updates.map(({ old, new: fresh, ref }) => `${old} ${fresh} ${ref}`);
  lines[0] += `\0${capabilities}`;
  const all = [...shallow.map((id) => `shallow ${id}`), ...lines].map((line) => pktLine(line));
  const withOptions = capabilities.split(' ').includes('push-options');
  return Buffer.concat([...all, FLUSH, ...(withOptions ? [...options.map((each) => pktLine(each)), FLUSH] : [])]);
}

/** True when the client understands this capability; one with a value (`agent=…`) is asked for by its name. */
export function hasCapability({ capabilities }: Pick<PushCommands, 'capabilities'>, name: string): boolean {
  return capabilities.split(' ').some((each) => each === name || each.startsWith(`${name}=`));
}

/** True when a pack follows the commands: deletions alone need none. */
export function bringsPack({ updates }: Pick<PushCommands, 'updates'>): boolean {
  return updates.some(({ new: fresh }) => !/^0+$/.test(fresh));
}

// Private

async function* list(reader: PktLineReader): AsyncGenerator<Buffer> {
  for (;;) {
    const packet = await reader.next();
    if (packet === 'flush') return;
    if (packet === 'end') throw notGit('The client ended in the middle of its request.');
    yield packet;
  }
}

function takeLine(commands: PushCommands, packet: Buffer): void {
  const text = packet.toString().replace(/\n$/, '');
  const edge = /^shallow ([0-9a-f]{40})$/.exec(text);
  if (edge) return void commands.shallow.push(edge[1] as string);
  const [line = '', capabilities] = splitOnce(text);
  if (capabilities !== undefined && commands.updates.length === 0) commands.capabilities = capabilities.trim();
  commands.updates.push(updateOf(line));
  if (commands.updates.length + commands.shallow.length > MOST_REFS)
    throw new Failure('too_many_refs', `A push may name ${MOST_REFS} refs, and this one names more.`, {
      hint: 'Push fewer branches and tags at a time.',
    });
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('\0');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function updateOf(line: string): RefUpdate {
  const [, old, fresh, ref] = /^([0-9a-f]{40}) ([0-9a-f]{40}) (\S+)$/.exec(line) ?? [];
  // Control characters and blanks are in no ref; bytes that are no UTF-8 would be stored as another name. What else git
  // refuses in a name, it refuses itself.
  if (old && fresh && ref && !/[\p{Cc}\uFFFD]/u.test(ref)) return { old, new: fresh, ref };
  if (line.startsWith('push-cert')) throw notGit('This rack takes no signed pushes.', 'Push without --signed.');
  throw notGit(`The client sent ${JSON.stringify(line.slice(0, 80))} where git's protocol names a ref.`);
}

/** git would find out after the deploy, when it moves the refs. */
function checkOnce({ updates }: PushCommands): void {
  const seen = new Set<string>();
  for (const { ref } of updates) {
    if (seen.has(ref)) throw notGit(`The push names ${ref} twice.`);
    seen.add(ref);
  }
}

function takeOption({ options }: PushCommands, packet: Buffer): void {
  options.push(packet.toString().replace(/\n$/, ''));
  if (options.length > MOST_OPTIONS) throw notGit(`A push may have ${MOST_OPTIONS} options.`, 'Leave some out.');
}

function notGit(message: string, hint = 'Push with git itself, version 2.25 or newer.'): Failure {
  return new Failure('bad_push', message, { hint });
}

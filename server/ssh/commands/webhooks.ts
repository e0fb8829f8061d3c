import { Failure } from '../../../lib/failure.ts';
import type { Delivery } from '../../model/webhook.ts';
import {
  type Command,
  type CommandContext,
  JSON_OPTION,
  LIST_OPTIONS,
  noMoreWords,
  takeWord,
  usageFailure,
} from '../command.ts';
import { inputText } from '../input.ts';
import { printList } from '../listing.ts';
import { seconds } from './access.ts';
import { TYPE_DETAILS } from './events.ts';

/** Deliveries that a list shows unless told. */
const DELIVERIES = 20;

/** Bytes of a secret on standard input. */
const MOST_INPUT = 1024;

export const webhooks: Command = {
  name: 'webhooks',
  aliases: ['webhooks list'],
  usage: '[--json]',
  summary: 'Lists where events are sent to',
  on: 'rack',
  role: 'admin',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(webhooks, args);
    const list = context.rack.webhooks.list(context.actor);
    await printList(context, args, list, {
      header: ['ID', 'RECEIVER', 'APP', 'EVENTS', 'BY', 'ADDED'],
      row: ({ id, receiver, app, types, createdBy, createdAt }) => {
        return [id, receiver, app ?? 'all', types.join(' ') || 'all', createdBy, seconds(createdAt) as string];
      },
      empty: 'There is no webhook. Add one: ssh rack webhooks add https://…',
    });
  },
};

export const webhooksAdd: Command = {
  name: 'webhooks add',
  usage: 'URL [--app APP] [--on TYPE,…] [--secret -] [--json]',
  summary: 'Sends events to a receiver, signed, and again until it takes them',
  details: [
    '',
    '  -a, --app APP  only events of this app',
    '  --on TYPES     only of these types: deploy.live,build.* (all)',
    '  --secret -     takes the secret from standard input; without it the rack makes one',
    '',
    'The secret goes to standard output alone: ssh rack webhooks add https://… > secret',
    ...TYPE_DETAILS,
  ],
  on: 'rack',
  role: 'admin',
  options: {
    ...JSON_OPTION,
    app: { type: 'string', short: 'a' },
    on: { type: 'string', multiple: true },
    secret: { type: 'string' },
  },
  async run(context, args) {
    const url = takeWord(webhooksAdd, args, 'where to send them: https://…');
    noMoreWords(webhooksAdd, args);
    const { app, on = [] } = args.options as { app?: string; on?: string[] };
    const types = on.flatMap((word) => word.split(','));
    const secret = await secretOf(args.options.secret as string | undefined, context);
    const webhook = await context.rack.webhooks.add({ url, app, types, secret }, context.actor);
    if (args.options.json) return context.print(`${JSON.stringify(webhook, null, 2)}\n`);
    await context.tell(`The webhook ${webhook.id} is added. Its secret is shown this once:\n`);
    await context.print(`${webhook.secret}\n`);
    await context.tell(`Try it: ssh rack webhooks test ${webhook.id}\n`);
  },
};

export const webhooksRemove: Command = {
  name: 'webhooks remove',
  aliases: ['webhooks rm'],
  usage: 'ID',
  summary: 'Sends no events to a receiver any more',
  on: 'rack',
  role: 'admin',
  async run({ actor, rack, print }, args) {
    const id = takeWord(webhooksRemove, args, 'which webhook, by its id');
    noMoreWords(webhooksRemove, args);
    const { receiver } = await rack.webhooks.remove(id, actor);
    await print(`${receiver} gets no events of ${id} any more.\n`);
  },
};

export const webhooksTest: Command = {
  name: 'webhooks test',
  usage: 'ID',
  summary: 'Sends an event for a try, and tells what came of it',
  on: 'rack',
  role: 'admin',
  async run({ actor, rack, print }, args) {
    const id = takeWord(webhooksTest, args, 'which webhook, by its id');
    noMoreWords(webhooksTest, args);
    await print(`${taken(await rack.webhooks.test(id, actor))}\n`);
  },
};

export const webhooksDeliveries: Command = {
  name: 'webhooks deliveries',
  usage: 'ID [-n N] [--json]',
  summary: `Lists the last ${DELIVERIES} deliveries to a receiver, newest first`,
  on: 'rack',
  role: 'admin',
  options: { ...LIST_OPTIONS, num: { type: 'string', short: 'n' } },
  async run(context, args) {
    const id = takeWord(webhooksDeliveries, args, 'which webhook, by its id');
    noMoreWords(webhooksDeliveries, args);
    const num = (args.options.num as string | undefined) ?? `${DELIVERIES}`;
    if (!/^\d{1,6}$/.test(num)) throw usageFailure(webhooksDeliveries, `"${num}" is no number of deliveries.`);
    const list = context.rack.webhooks.deliveries(id, Number(num), context.actor);
    await printList(context, args, list, {
      header: ['ID', 'EVENT', 'STATE', 'TRIES', 'STATUS', 'TOOK', 'TRIED', 'NEXT', 'REASON'],
      row: deliveryRow,
      empty: `Nothing was sent yet. Try it: ssh rack webhooks test ${id}`,
    });
  },
};

export const webhooksRedeliver: Command = {
  name: 'webhooks redeliver',
  usage: 'DELIVERY',
  summary: 'Sends an event once more, and tells what came of it',
  on: 'rack',
  role: 'admin',
  async run({ actor, rack, print }, args) {
    const id = takeWord(webhooksRedeliver, args, 'which delivery, by its id');
    noMoreWords(webhooksRedeliver, args);
    await print(`${taken(await rack.webhooks.redeliver(id, actor))}\n`);
  },
};

// Private

function deliveryRow(each: Delivery & { type: string | undefined }): string[] {
  return [
    each.id,
    each.type ?? `event ${each.event}`,
    each.state,
    `${each.tries}`,
    `${each.status ?? '-'}`,
    each.took === undefined ? '-' : `${each.took} ms`,
    seconds(each.triedAt) ?? '-',
    seconds(each.nextAt) ?? '-',
    each.reason ?? '',
  ];
}

async function secretOf(word: string | undefined, { stdin }: CommandContext): Promise<string | undefined> {
  if (word === undefined) return undefined;
  if (word !== '-') throw usageFailure(webhooksAdd, 'A secret comes from standard input: --secret - < file.');
  return (await inputText(stdin, MOST_INPUT)).trim();
}

/** What a receiver made of it; throws where it did not take it. */
function taken({ id, webhook, status, reason, took, nextAt }: Delivery): string {
  if (reason === undefined) return `The receiver took ${id}: it answered ${status} after ${took} ms.`;
  const again = nextAt === undefined ? '' : ` It is tried again at ${seconds(nextAt)}.`;
  throw new Failure('delivery_failed', `The receiver did not take ${id}: ${reason}.${again}`, {
    hint: `All deliveries: ssh rack webhooks deliveries ${webhook}`,
  });
}

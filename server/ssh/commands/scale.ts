import type { ProcessSize } from '../../apps/formation.ts';
import { outputTo } from '../../deploy/output.ts';
import type { Scaled, Size } from '../../model/formation.ts';
import { type Arguments, type Command, type CommandContext, LIST_OPTIONS, usageFailure } from '../command.ts';
import { printList } from '../listing.ts';

export const scale: Command = {
  name: 'scale',
  aliases: ['ps scale'],
  usage: 'APP [TYPE=COUNT[:MEMORY] | TYPE]… [--cpu N] [--memory N] [--reset] [--json]',
  summary: 'Shows how many copies of each process run, or changes that, and how large they are',
  details: [
    '',
    '  web=2         two copies; web=0 none',
    '  web=2:512     two copies with 512 MiB each',
    '  --memory N    MiB of each copy of the processes named, a hard limit; 1G is 1024',
    '  --cpu N       what of the processors is kept for each copy; 1024 are a core',
    '  --reset       what the app itself says holds again: of the processes named, or of all',
    '',
    '  What is set holds for later releases too. It makes no release; a copy of another size replaces the one before as in a deploy.',
  ],
  on: 'app',
  role: 'read',
  options: {
    ...LIST_OPTIONS,
    cpu: { type: 'string' },
    memory: { type: 'string' },
    count: { type: 'string' },
    reset: { type: 'boolean' },
  },
  async run(context, args) {
    const { actor, rack, app, signal, tell } = context;
    const request = { actor, signal, output: outputTo((line) => void tell(`${line}\n`)) };
    if (args.options.reset) return rack.formation.reset(app, args.words, request);
    if (args.words.length > 0) return rack.formation.scale(app, sizesOf(args), request);
    if (args.options.cpu || args.options.memory) throw usageFailure(scale, 'Say of which process.');
    await show(context, args);
  },
};

// Private

async function show(context: CommandContext & { app: string }, args: Arguments): Promise<void> {
  const { actor, rack, app } = context;
  await printList(context, args, await rack.formation.list(app, actor), {
    header: ['PROCESS', 'COUNT', 'RUNNING', 'CPU', 'MEMORY', 'PORT', 'SET BY'],
    row: rowOf,
    empty: `Nothing of ${app} runs. Deploy it: git push rack main`,
  });
}

function rowOf({ process, count, running, cpu, memory, port, isScaled }: ProcessSize): string[] {
  const setBy = isScaled ? 'scale' : 'the app';
  return [process, `${count}`, `${running}`, cpu > 0 ? `${cpu}` : '-', `${memory} MiB`, `${port ?? '-'}`, setBy];
}

function sizesOf({ words, options }: Arguments): Scaled {
  const all: Partial<Size> = {
    ...(options.count !== undefined && { count: numberOf('--count', options.count) }),
    ...(options.cpu !== undefined && { cpu: numberOf('--cpu', options.cpu) }),
    ...(options.memory !== undefined && { memory: memoryOf('--memory', options.memory) }),
  };
  const sizes = words.map((word) => {
    const [process, size] = sizeOf(word);
    if (Object.keys({ ...size, ...all }).length === 0)
      throw usageFailure(scale, `Say what of ${process} shall change.`);
    return [process, { ...all, ...size }] as const;
  });
  return Object.fromEntries(sizes);
}

function sizeOf(word: string): [process: string, size: Partial<Size>] {
  const [, process, count, memory] = /^([^=:]+)(?:=([^:]*))?(?::(.+))?$/.exec(word) ?? [];
  if (process === undefined) throw usageFailure(scale, `"${word}" is no TYPE=COUNT.`);
  return [
    process,
    {
      ...(count !== undefined && { count: numberOf(process, count) }),
      ...(memory !== undefined && { memory: memoryOf(process, memory) }),
    },
  ];
}

function numberOf(what: string, text: unknown): number {
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text);
  throw usageFailure(scale, `${what} needs a whole number, and "${text}" is none.`);
}

function memoryOf(what: string, text: unknown): number {
  const [, number, unit] = /^(\d{1,9})\s*(m|mb|mib|g|gb|gib)?$/i.exec(String(text)) ?? [];
  if (number === undefined) throw usageFailure(scale, `${what} needs MiB, as in 512 or 1G, and "${text}" is none.`);
  return Number(number) * (/^g/i.test(unit ?? '') ? 1024 : 1);
}

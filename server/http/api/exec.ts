import type { AttachIo } from '../../apps/attachments.ts';
import type { Channel } from '../channel.ts';
import { socket } from '../socket-routes.ts';

/** The size of a terminal whose client does not tell it. */
const WIDTH = 80;
const HEIGHT = 24;

export const execSocket = socket({
  method: 'SOCKET',
  path: '/apps/{app}/processes/{process}/exec',
  summary: 'Runs a command in a copy: what is sent is its input, what comes its output, and at last its exit code',
  on: 'app',
  role: 'deploy',
  exits: true,
  params: {
    command: { type: 'text', in: 'header', what: 'a line for the shell', required: true, most: 8000 },
    tty: { type: 'boolean', in: 'header', what: 'false: without a terminal' },
    width: { type: 'integer', in: 'header', least: 0, most: 10_000, what: 'columns of the terminal; 0 is not known' },
    height: { type: 'integer', in: 'header', least: 0, most: 10_000, what: 'lines of the terminal; 0 is not known' },
    entrypoint: { type: 'boolean', in: 'header', what: 'of no matter here' },
  },
  async run({ rack, actor, app, path, given, channel, signal }) {
    const { tty = true, width, height } = given;
    const io = ioOf(channel, tty ? { term: 'xterm', width: width || WIDTH, height: height || HEIGHT } : undefined);
    const code = await rack.attachments.exec(app, path.process as string, given.command, io, { actor, signal });
    await channel.exit(code);
  },
});

// Private

/** The stock client never tells output and errors apart. */
function ioOf(channel: Channel, terminal: AttachIo['terminal']): AttachIo {
  const write = (chunk: Buffer) => channel.write(chunk);
  return { stdin: channel.input, stdout: write, stderr: write, ...(terminal && { terminal }) };
}

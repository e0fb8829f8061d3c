import { existsSync } from 'node:fs';
import { Failure } from '../lib/failure.ts';
import { limitLogFile } from '../lib/log-file.ts';
import { poll } from '../lib/retry.ts';
import type { Config } from './config.ts';
import { lastLines, logSize } from './log-file.ts';
import { anyFreePort, checkFree } from './ports.ts';
import type { Processes, ProcessRecord } from './processes.ts';
import { environmentOf, fingerprintOf, type Program } from './programs.ts';

/** Milliseconds a process has until it is ready. The first start of local/ builds its helper images. */
const READY_WITHIN = 5 * 60_000;

/** How many last lines of a log are told when its process does not come up. */
const TOLD_LINES = 15;

/** What had to be done so that the program runs: nothing, or a start; `restarted` when an older one ran. */
export type Launch = 'running' | 'started' | 'restarted';

/** The program runs with the code and settings of now and is ready. */
export async function launch(
  program: Program,
  options: { processes: Processes; config: Config; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<Launch> {
  const { processes } = options;
  limitLogFile(processes.logPath(program.name));
  const before = processes.running(program.name);
  const isCurrent = before?.fingerprint === fingerprintOf(program);
  if (before && !isCurrent) await processes.stop(program.name);
  const from = logSize(processes.logPath(program.name));
  if (!isCurrent) await start(program, options);
  await ready(program, processes, { from, signal: options.signal });
  if (isCurrent) return 'running';
  return before ? 'restarted' : 'started';
}

// Private

async function start(
  program: Program,
  { processes, config, env }: { processes: Processes; config: Config; env: NodeJS.ProcessEnv },
): Promise<void> {
  if (!existsSync(program.entry))
    throw new Failure('not_built', `${program.entry} is missing.`, { hint: 'Run scripts/setup.sh, which builds it.' });
  for (const name of program.ports) await checkFree(name, config.ports[name]);
  const environment = environmentOf(program, env);
  const healthPort = program.healthPortVariable ? await anyFreePort() : undefined;
  if (program.healthPortVariable) environment[program.healthPortVariable] = `${healthPort}`;
  const notes = { fingerprint: fingerprintOf(program), ...(healthPort !== undefined && { healthPort }) };
  processes.start(program.name, program.entry, environment, notes);
}

async function ready(
  program: Program,
  processes: Processes,
  { from, signal }: { from: number; signal: AbortSignal },
): Promise<void> {
  const look = async () => {
    const record: ProcessRecord | undefined = processes.running(program.name);
    if (!record) throw didNotComeUp(program, processes, 'ended', from);
    return (await program.isReady(record)) ? true : undefined;
  };
  const limit = AbortSignal.timeout(READY_WITHIN);
  const pace = { first: 20, factor: 1.2, most: 500 };
  await poll(look, { pace, signal: AbortSignal.any([signal, limit]) }).catch((error) => {
    throw limit.aborted ? didNotComeUp(program, processes, 'is not ready', from) : error;
  });
}

function didNotComeUp(program: Program, processes: Processes, how: string, from: number): Failure {
  const path = processes.logPath(program.name);
  const said = lastLines(path, TOLD_LINES, from).map((line) => `      ${line}`);
  const sentence = `${program.name} ${how}. The last lines of ${path}:`;
  return new Failure('process_not_up', [sentence, ...(said.length > 0 ? said : ['      (nothing)'])].join('\n'), {
    hint: 'Mend that and run `rack up` again.',
    blame: 'rack',
  });
}

import { byHolder } from '../../lib/port-holder.ts';
import type { Config } from '../config.ts';
import { askEndpoint, endpointUrl, healthAnswers, serverAnswers } from '../endpoint.ts';
import { isFree, PORT_NAMES, type PortName } from '../ports.ts';
import type { Processes } from '../processes.ts';
import { PROGRAM_NAMES, type ProgramName } from '../programs.ts';
import { RackStack } from '../rack-stack.ts';
import { programStates } from '../status.ts';
import { type Check, type Finding, finding } from './check.ts';

const BRING_UP = 'Run `rack up`.';

/** What must be true of a rack that is up. */
export function rackChecks(config: Config, processes: Processes): Check[] {
  return [
    ...PROGRAM_NAMES.map((name) => ({ name, look: () => programCheck(name, config, processes) })),
    ...(config.containers ? [] : [{ name: 'health', look: () => health(config, processes) }]),
    { name: 'endpoint', look: () => endpoint(config) },
    { name: 'stack', look: () => stack(config) },
    { name: 'ports', look: () => ports(config, processes) },
    { name: 'router', look: () => router(config) },
    { name: 'registry', look: () => registry(config, processes) },
  ];
}

// Private

async function programCheck(name: ProgramName, config: Config, processes: Processes): Promise<Finding> {
  const states = await programStates(config, processes);
  const { state, pid } = states.find((each) => each.name === name)!;
  const text = pid === null ? state : `${state} (pid ${pid})`;
  const log = state === 'dead' ? ` Its log: ${processes.logPath(name)}` : '';
  return finding(state === 'running', text, BRING_UP + log);
}

async function health(config: Config, processes: Processes): Promise<Finding> {
  const agentPort = processes.running('agent')?.healthPort ?? 0;
  const [server, agent] = await Promise.all([serverAnswers(config), healthAnswers(agentPort)]);
  const text = `server ${server ? 'answers' : 'does not answer'}, agent ${agent ? 'answers' : 'does not answer'}`;
  return finding(server && agent, text, `Run \`rack up\`; if that does not help, read ${processes.logPath('server')}`);
}

async function endpoint(config: Config): Promise<Finding> {
  const refusal = await askEndpoint(config);
  if (!refusal) return { text: `${endpointUrl(config)} answers` };
  return { text: `${endpointUrl(config)}: ${refusal}`, mend: wayOut(refusal) };
}

/** AWS refuses signatures made more than minutes from its own time, in words that do not say whose clock is wrong. */
function wayOut(refusal: string): string {
  if (/RequestTimeTooSkewed|expired|not yet current/i.test(refusal))
    return "This machine's clock jumped. Set it right (NTP), then run `rack down` and `rack up`.";
  if (/SignatureDoesNotMatch|InvalidClientTokenId|UnrecognizedClient/.test(refusal))
    return 'Another rack listens there. End it, or give this one another port: rack up --aws-port N';
  return BRING_UP;
}

async function stack(config: Config): Promise<Finding> {
  const rackStack = new RackStack(config);
  try {
    const status = await rackStack.status();
    return finding(
      /^(CREATE|UPDATE)_COMPLETE$/.test(status ?? ''),
      `${config.rack} ${status ?? 'is missing'}`,
      BRING_UP,
    );
  } finally {
    rackStack.close();
  }
}

/** The ports that a program opens itself; the containers of router and registry come and go with the apps. */
const OPENED_BY: Partial<Record<PortName, ProgramName>> = { aws: 'local', ssh: 'server', http: 'server' };

/** Somebody listens on the ports of a program that runs; those of one that does not must be free for it. */
async function ports(config: Config, processes: Processes): Promise<Finding> {
  const opened = PORT_NAMES.filter((name) => OPENED_BY[name] && (!config.containers || name === 'aws'));
  const free = await Promise.all(opened.map((name) => isFree(config.ports[name])));
  const runs = opened.map((name) => processes.running(OPENED_BY[name] as ProgramName) !== undefined);
  const describe = (names: PortName[]) => names.map((name) => `${name} ${config.ports[name]}`).join(', ');
  const silent = opened.filter((_, at) => runs[at] && free[at]);
  const foreign = opened.filter((_, at) => !runs[at] && !free[at]);
  if (silent.length > 0)
    return { text: `nobody listens on ${describe(silent)}`, mend: 'Run `rack down` and `rack up`.' };
  if (foreign.length > 0)
    return {
      text: `others hold ${describe(foreign)}`,
      mend: 'End what listens there (ss -ltnp shows it), then `rack up`.',
    };
  return { text: describe(PORT_NAMES) };
}

/** The rack's listener is always there; when its port was taken at the start, the router waits for it. */
async function router({ ports: { router: port } }: Config): Promise<Finding> {
  if (await isFree(port)) return { text: `nobody listens on ${port}`, mend: BRING_UP };
  const holder = await byHolder(port);
  const text = `${port} is held${holder}`;
  return finding(!holder || holder.startsWith(' by haproxy '), text, END_IT);
}

async function registry({ ports: { registry: port } }: Config, processes: Processes): Promise<Finding> {
  if (await isFree(port)) return { text: `nobody listens on ${port}`, mend: BRING_UP };
  const holder = await byHolder(port);
  const pid = processes.running('local')?.pid;
  return finding(!holder || holder.endsWith(` (pid ${pid})`), `${port} is held${holder}`, END_IT);
}

const END_IT = 'End that program: what waits for the port then comes up by itself.';

import type { Level, TypeCoverage } from '../coverage/coverage.ts';
import { PROTOCOLS } from '../endpoint/dispatch.ts';
import type { Service } from '../endpoint/service.ts';
import { type Entry, operationsOf, typesOf } from './survey.ts';

/** docs/local.md: every call and type of resource of the services, and how far it goes. */
export function coveragePage(services: readonly Service[]): string {
  const sorted = [...services].sort((one, other) => (titleOf(one) < titleOf(other) ? -1 : 1));
  const types = sorted.find(({ coverage }) => coverage?.types)?.coverage?.types;
  const sections = sorted.map((service) => section(titleOf(service), operationsOf(service), refusal(service)));
  return [HEAD, summary(sorted), ...(types ? [typesSection(types)] : []), ...sections].join('\n\n').concat('\n');
}

// Private

const LEVELS: readonly Level[] = ['full', 'partial', 'inert', 'refused'];

const HEAD = `# What local/ serves of AWS

Written by \`npm run docs\` from what the services of \`local/\` say of themselves (\`coverage.ts\` in their folders) and from AWS's own API
models; a test holds it to them. How the services work and where they differ from AWS as a whole is in [local/README.md](../local/README.md) and the
READMEs of their folders.

- **full**: does what it does on AWS, as far as one machine can show it.
- **partial**: served but for what is said; what is missing is refused unless the words say that it is kept.
- **inert**: checked, kept and told, without effect on this machine.
- **refused**: answers an error, as AWS does for what it does not know.`;

/** As the services call themselves. */
const TITLES: Readonly<Record<string, string>> = {
  acm: 'Certificate Manager',
  autoscaling: 'Auto Scaling',
  cloudformation: 'CloudFormation',
  ec2: 'EC2',
  ecr: 'ECR',
  ecs: 'ECS',
  elasticfilesystem: 'EFS',
  elasticloadbalancing: 'Elastic Load Balancing v2',
  iam: 'IAM',
  kinesis: 'Kinesis Data Streams',
  logs: 'CloudWatch Logs',
  s3: 'S3',
  scheduler: 'EventBridge Scheduler',
  secretsmanager: 'Secrets Manager',
  servicequotas: 'Service Quotas',
  ssm: 'Systems Manager',
  sts: 'STS',
};

function titleOf({ signingName }: Service): string {
  return TITLES[signingName] ?? signingName;
}

function refusal({ protocol }: Service): string {
  return `answers \`${PROTOCOLS[protocol].refusals['unknown-operation'].code}\``;
}

function summary(services: readonly Service[]): string {
  const rows = services.map((service) => {
    const entries = operationsOf(service);
    const title = titleOf(service);
    return [`[${title}](#${anchor(title)})`, ...LEVELS.map((level) => String(at(entries, level).length))];
  });
  return table(['operations of', ...LEVELS], rows);
}

function typesSection(types: TypeCoverage): string {
  const rest = 'Every other type is refused when the template is validated: `Unrecognized resource types: […]`.';
  return `${section('Resource types of CloudFormation', typesOf(types))}\n\n${rest}`;
}

function section(title: string, entries: readonly Entry[], unserved = ''): string {
  const rows = alike(entries.filter(({ words }) => words.length > 0));
  const silent = (level: Level) => at(entries, level).filter(({ words }) => words.length === 0);
  const lists = [line('Full', silent('full')), line('Refused', silent('refused'), unserved)];
  return [`## ${title}`, ...(rows.length > 0 ? [table(['what', 'support', 'in words'], rows)] : []), ...lists]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Rows of a table, one for all of which the same is said. */
function alike(entries: readonly Entry[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const { name, level, words } of entries) {
    const said = `${level}\n${words.join('<br>')}`;
    groups.set(said, [...(groups.get(said) ?? []), `\`${name}\``]);
  }
  return [...groups].map(([said, names]) => [names.join('<br>'), ...said.split('\n')]);
}

function line(word: string, entries: readonly Entry[], addition = ''): string {
  if (entries.length === 0) return '';
  const names = entries.map(({ name }) => name).join(', ');
  return `**${word}**${addition && `, ${addition}`}: ${names}.`;
}

function at(entries: readonly Entry[], level: Level): Entry[] {
  return entries.filter((entry) => entry.level === level);
}

function table(head: readonly string[], rows: readonly string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function anchor(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

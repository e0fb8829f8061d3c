import { AwsError } from '../../endpoint/service.ts';

/** One rule of a lifecycle policy: which images it is about, and which of them expire. */
export interface Rule {
  priority: number;
  status: 'tagged' | 'untagged' | 'any';
  /** Of `tagged`: an image has a tag for each of them. `*` stands for any letters. */
  patterns: string[];
  count: { type: 'imageCountMoreThan' | 'sinceImagePushed'; number: number };
}

/** The rules of a policy's text, first come first; throws what ECR answers to one that breaks its rules (user guide, Lifecycle policy parameters). */
export function rulesIn(text: string): Rule[] {
  const { rules } = JSON.parse(text) as { rules?: RawRule[] };
  if (!Array.isArray(rules) || rules.length === 0) throw invalid('rules must have at least one rule');
  const read = rules.map(ruleOf).sort((one, other) => one.priority - other.priority);
  checkPriorities(read);
  return read;
}

// Private

interface RawRule {
  rulePriority?: unknown;
  selection?: {
    tagStatus?: unknown;
    tagPrefixList?: unknown;
    tagPatternList?: unknown;
    countType?: unknown;
    countUnit?: unknown;
    countNumber?: unknown;
  };
  action?: { type?: unknown };
}

const STATUSES = ['tagged', 'untagged', 'any'];
const COUNTS = ['imageCountMoreThan', 'sinceImagePushed'];

function ruleOf({ rulePriority, selection = {}, action }: RawRule): Rule {
  if (!isPositive(rulePriority)) throw invalid('rulePriority must be a whole number from 1 on');
  if (action?.type !== 'expire') throw invalid(`the action of rule ${rulePriority} must be expire`);
  const { tagStatus, countType, countUnit, countNumber } = selection;
  if (!STATUSES.includes(tagStatus as string)) throw invalid(`tagStatus must be one of ${STATUSES.join(', ')}`);
  if (!COUNTS.includes(countType as string)) throw invalid(`countType must be one of ${COUNTS.join(', ')}`);
  if (!isPositive(countNumber)) throw invalid('countNumber must be a whole number from 1 on');
  if ((countType === 'sinceImagePushed') !== (countUnit === 'days')) {
    throw invalid('countUnit must be days for sinceImagePushed, and only there');
  }
  return {
    priority: rulePriority as number,
    status: tagStatus as Rule['status'],
    patterns: patternsOf(selection),
    count: { type: countType as Rule['count']['type'], number: countNumber as number },
  };
}

function patternsOf({ tagStatus, tagPrefixList, tagPatternList }: NonNullable<RawRule['selection']>): string[] {
  const [prefixes, patterns] = [listOf(tagPrefixList), listOf(tagPatternList)];
  const given = [...prefixes.map((prefix) => `${prefix}*`), ...patterns];
  if (tagStatus !== 'tagged' && given.length > 0)
    throw invalid('tag prefixes and patterns go with tagStatus tagged only');
  if (tagStatus !== 'tagged') return [];
  if (prefixes.length > 0 === patterns.length > 0) {
    throw invalid('tagStatus tagged needs either a tagPrefixList or a tagPatternList');
  }
  return given;
}

function checkPriorities(rules: Rule[]): void {
  if (new Set(rules.map(({ priority }) => priority)).size < rules.length) throw invalid('rulePriority must be unique');
  const any = rules.findIndex(({ status }) => status === 'any');
  if (any >= 0 && any < rules.length - 1) throw invalid('a rule with tagStatus any must have the highest rulePriority');
}

function listOf(given: unknown): string[] {
  return Array.isArray(given) ? given.map(String) : [];
}

function isPositive(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}

function invalid(reason: string) {
  return new AwsError(
    'InvalidParameterException',
    `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ${reason}'`,
  );
}

import { type CollectionTag, parse, type ScalarTag, type YAMLMap, type YAMLSeq } from 'yaml';

/** A CloudFormation template, or a part of one, as JSON has it. */
// biome-ignore lint/suspicious/noExplicitAny: templates are open structures; what is read of them is checked where it is read
export type Json = any;

/** Reads a template in YAML; the short forms (`!Ref`, `!Sub`) become the long ones of JSON. */
export function parseTemplate(text: string): Json {
  return parse(text, { customTags: tags });
}

// Private

const FUNCTIONS = [
  'Ref',
  'Condition',
  'GetAtt',
  'Sub',
  'If',
  'Equals',
  'Not',
  'And',
  'Or',
  'Select',
  'GetAZs',
  'Join',
  'ImportValue',
];

const tags: (ScalarTag | CollectionTag)[] = FUNCTIONS.flatMap((name) => [
  { tag: `!${name}`, resolve: (value: string) => long(name, value) },
  { tag: `!${name}`, collection: 'seq' as const, resolve: (value: YAMLMap | YAMLSeq) => long(name, value.toJSON()) },
]);

function long(name: string, value: unknown): Json {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name === 'GetAtt' && typeof value === 'string') return { 'Fn::GetAtt': value.split('.') };
  return { [`Fn::${name}`]: value };
}

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { validationError } from '../errors.ts';
import type { Value, Values } from './template.ts';

/** The data of a YAML text, with CloudFormation's short tags (`!Ref x`) in their long form (`{Ref: x}`). */
export function parseYaml(text: string): Value {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const broken = document.errors[0];
  if (broken) {
    const { line, col } = lineCounter.linePos(broken.pos[0]);
    throw validationError(`Template format error: YAML not well-formed. (line ${line}, column ${col})`);
  }
  const convert = (node: unknown): Value => {
    if (isAlias(node)) return convert(node.resolve(document));
    return tagged(node as Node | null, plain(node, convert));
  };
  return convert(document.contents);
}

// Private

const FUNCTIONS = new Set(
  `Base64 Cidr FindInMap GetAtt GetAZs If ImportValue Join Select Split Sub And Equals Not Or
   Contains EachMemberEquals EachMemberIn RefAll ValueOf ValueOfAll
   GetStackOutput Length ToJsonString Transform`.split(/\s+/),
);

function plain(node: unknown, convert: (node: unknown) => Value): Value {
  if (isSeq(node)) return node.items.map(convert);
  if (isMap(node)) {
    const values: Values = {};
    for (const { key, value } of node.items) values[String(isScalar(key) ? key.value : key)] = convert(value);
    return values;
  }
  return isScalar(node) ? (node.value as Value) : null;
}

function tagged(node: Node | null, value: Value): Value {
  const tag = node && 'tag' in node ? node.tag : undefined;
  if (!tag?.startsWith('!')) return value;
  const name = tag.slice(1);
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (!FUNCTIONS.has(name)) throw validationError(`Template format error: YAML not well-formed. Unknown tag ${tag}`);
  return { [`Fn::${name}`]: name === 'GetAtt' && typeof value === 'string' ? splitOnce(value) : value };
}

function splitOnce(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

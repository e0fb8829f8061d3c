import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCollection, isPair, isScalar, parseDocument, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import { Failure } from '../../lib/failure.ts';
import { projectRoot } from '../../lib/root.ts';

/** Bytes that CloudFormation takes of a template in a request. */
const LIMIT = 51_200;

/** A parameter as its template declares it. */
export interface Declared {
  Description?: string;
  Type: string;
  Default?: string | number;
  AllowedValues?: (string | number)[];
  AllowedPattern?: string;
  MinValue?: number;
  MaxValue?: number;
  MinLength?: number;
  NoEcho?: boolean;
}

/** A template of the project, as it is sent and as far as the installer reads it. */
export interface Template {
  body: string;
  parameters: Record<string, Declared>;
  /** Logical id → the policy for when the resource goes. */
  deletionPolicies: Record<string, string>;
}

/** Reads `templates/<name>.yml`; what is sent has neither comments nor more room than it needs, which count against the limit. */
export function readTemplate(name: string, folder: string = join(projectRoot, 'templates')): Template {
  const document = parseDocument(readFileSync(join(folder, `${name}.yml`), 'utf8'), { logLevel: 'silent' });
  const { Parameters = {}, Resources = {} } = document.toJS() as Sections;
  const policies = Object.entries(Resources).map(([id, { DeletionPolicy = 'Delete' }]) => [id, DeletionPolicy]);
  const body = compact(document);
  const bytes = Buffer.byteLength(body);
  if (bytes > LIMIT)
    throw new Failure('template_too_large', `${name}.yml has ${bytes} bytes; CloudFormation takes ${LIMIT}.`, {
      blame: 'rack',
    });
  return { body, parameters: Parameters, deletionPolicies: Object.fromEntries(policies) };
}

// Private

interface Sections {
  Parameters?: Record<string, Declared>;
  Resources?: Record<string, { DeletionPolicy?: string }>;
}

/** So deep in a template (a resource's properties) a line's indentation is longer than the brackets that stand for it. */
const DEEP = 5;

function isLeaf({ items }: YAMLMap | YAMLSeq): boolean {
  return items.every((item) => isScalar(isPair(item) ? item.value : item));
}

function compact(document: ReturnType<typeof parseDocument>): string {
  document.comment = null;
  document.commentBefore = null;
  visit(document, {
    Node: (_, node, path) => {
      node.comment = null;
      node.commentBefore = null;
      node.spaceBefore = false;
      // Quoted, its lines do not break those of the collections around it.
      if (isScalar(node) && node.type?.startsWith('BLOCK')) node.type = 'QUOTE_DOUBLE';
      if (isCollection(node)) node.flow ||= path.length >= DEEP || isLeaf(node);
    },
  });
  const oneLine = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER };
  return document.toString({ ...oneLine, indent: 1, indentSeq: false, flowCollectionPadding: false });
}

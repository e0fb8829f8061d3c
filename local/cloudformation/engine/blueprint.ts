import { validationError } from '../errors.ts';
import { conditionHolds } from '../evaluate/conditions.ts';
import { hasReference } from '../evaluate/dynamic-references.ts';
import { evaluate, evaluateMap } from '../evaluate/intrinsics.ts';
import type { Inventory } from '../evaluate/inventory.ts';
import { parameterValues } from '../evaluate/parameters.ts';
import { pseudoParameters } from '../evaluate/pseudo.ts';
import { checkRules } from '../evaluate/rules.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { HandlerTable } from '../handlers/handler.ts';
import type { ResourceState } from '../store/resources.ts';
import type { Definition, Stack, StackOutput, Tag } from '../store/stacks.ts';
import { checkPolicy, usualPolicy } from '../template/declared-resource.ts';
import { parseTemplate } from '../template/parse.ts';
import { functionOf, type Template, type TemplateResource, type Value } from '../template/template.ts';
import { dependencies, type Graph, subgraph } from './graph.ts';
import type { Journal } from './journal.ts';
import { isTaggable } from './stack-tags.ts';

/** A stack's template, its loops carried out with the values of its parameters. */
export function templateOf({ template, parameters, resolved }: Definition): Template {
  return parseTemplate(template, { ...parameters, ...resolved });
}

/** A stack's definition, ready to be evaluated against what stands of the stack at the moment of asking. */
export class Blueprint {
  readonly template: Template;
  /** The resources whose condition holds, and what each waits for. */
  readonly graph: Graph;
  readonly scope: Scope;
  private readonly tags: Tag[];

  constructor(
    stack: { id: string; name: string; definition: Definition },
    place: { region: string; account: string },
    journal: Journal,
  ) {
    const { definition } = stack;
    this.tags = definition.tags;
    this.template = templateOf(definition);
    const pseudo = pseudoParameters({ ...stack, ...place, notificationArns: definition.notificationArns });
    this.scope = {
      template: this.template,
      parameters: { ...parameterValues(this.template, definition.parameters, definition.resolved), ...pseudo },
      condition: (name) => conditionHolds(name, this.scope),
      resource: (id) => {
        const resource = journal.resources.live(stack.id, id);
        if (resource?.physicalId === undefined) return undefined;
        return { physicalId: resource.physicalId, attributes: resource.state.attributes };
      },
      exported: (name) => journal.exports.find(name)?.value,
      stackOutput: (name, key) =>
        outputsOf(journal.stacks.find(name)).find((one) => one.OutputKey === key)?.OutputValue,
    };
    this.graph = subgraph(dependencies(this.template), this.activeIds());
  }

  resource(id: string): TemplateResource {
    return this.template.Resources[id] as TemplateResource;
  }

  /** What the resource should be. Its attributes are its handler's to tell, so those known are kept. */
  stateOf(id: string, known: ResourceState['attributes'] = {}): ResourceState {
    const resource = this.resource(id);
    return {
      properties: evaluateMap(resource.Properties ?? {}, this.scope),
      attributes: known,
      dependsOn: [...(this.graph.get(id) ?? [])],
      deletionPolicy: this.policyOf(id, 'DeletionPolicy'),
      updateReplacePolicy: this.policyOf(id, 'UpdateReplacePolicy'),
      tags: this.tagsOf(id),
      ...(resource.UpdatePolicy && { updatePolicy: evaluateMap(resource.UpdatePolicy, this.scope) }),
    };
  }

  /** The stack's tags, where the resource's type has any. */
  tagsOf(id: string): Tag[] | undefined {
    return isTaggable(this.resource(id).Type) ? this.tags : undefined;
  }

  /** What the template says becomes of a resource that goes, or what is usual for its type. */
  policyOf(id: string, name: 'DeletionPolicy' | 'UpdateReplacePolicy'): string {
    const resource = this.resource(id);
    const policy = String(evaluate(resource[name] ?? usualPolicy(resource.Type), this.scope) as Value);
    checkPolicy(name, policy, { id, type: resource.Type });
    return policy;
  }

  /** Refuses parameters against the template's rules, and resources that only AWS itself can make. */
  admit(handlers: HandlerTable, inventory: Inventory): void {
    checkRules(this.scope, inventory);
    for (const id of this.graph.keys()) {
      const { Type } = this.resource(id);
      const reason = handlers[Type]?.unserved;
      if (reason !== undefined) throw validationError(`Resource ${id} of type ${Type} is not served here: ${reason}`);
    }
  }

  /** The outputs whose condition holds. */
  outputs(): StackOutput[] {
    const active = Object.entries(this.template.Outputs).filter(([, output]) => this.holds(output.Condition));
    return active.map(([key, output]) => ({
      OutputKey: key,
      OutputValue: textOf(evaluate(output.Value, this.scope), key),
      ...(output.Description !== undefined && { Description: output.Description }),
      ...(output.Export && { ExportName: textOf(evaluate(output.Export.Name, this.scope), key) }),
    }));
  }

  /** The names of other stacks' exports that this definition uses; throws when one is not there. */
  imports(): string[] {
    const names = new Set<string>();
    const visit = (value: Value | undefined): void => {
      if (typeof value !== 'object' || value === null) return;
      const [name, argument] = functionOf(value) ?? [];
      if (name === 'Fn::ImportValue') names.add(String(evaluate(argument as Value, this.scope)));
      const taken = name === 'Fn::If' && Array.isArray(argument) && (this.holds(String(argument[0])) ? 1 : 2);
      const inner = taken ? [(argument as Value[])[taken] as Value] : Object.values(value);
      for (const one of inner) visit(one);
    };
    for (const id of this.graph.keys()) visit(this.resource(id).Properties);
    for (const output of Object.values(this.template.Outputs)) if (this.holds(output.Condition)) visit(output.Value);
    const missing = [...names].find((name) => this.scope.exported(name) === undefined);
    if (missing !== undefined) throw validationError(`No export named ${missing} found`);
    return [...names];
  }

  // Private

  private activeIds(): string[] {
    return Object.keys(this.template.Resources).filter((id) => this.holds(this.resource(id).Condition));
  }

  private holds(condition: string | undefined): boolean {
    return condition === undefined || conditionHolds(condition, this.scope);
  }
}

/** A stack that is deleted, which its ARN still names, has none any more. */
function outputsOf(stack: Stack | undefined): StackOutput[] {
  return stack && !stack.deletedAt ? stack.outputs : [];
}

function textOf(value: unknown, output: string): string {
  if (typeof value === 'string' && hasReference(value))
    throw validationError(`Dynamic references are not served in outputs, such as ${output}.`);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw validationError(
    `Template format error: Output ${output} is malformed. The Value field of every Outputs member must evaluate to a String.`,
  );
}

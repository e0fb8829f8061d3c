import type { Template, Value } from '../template/template.ts';

/** Everything a value of a template can ask for while it is evaluated. */
export interface Scope {
  template: Template;
  /** Parameters and pseudo parameters by name; lists are lists. */
  parameters: Record<string, Value>;
  /** Whether a condition of the template holds. */
  condition(name: string): boolean;
  /** What stands behind a logical id; undefined for a resource that is not there (yet). */
  resource(id: string): { physicalId: string; attributes: Record<string, Value> } | undefined;
  /** The value of another stack's export; undefined when nobody exports the name. */
  exported(name: string): string | undefined;
  /** The value of an output of another stack that is there. */
  stackOutput(stack: string, output: string): string | undefined;
}

import { referencesIn } from '../template/references.ts';
import type { Template } from '../template/template.ts';

/** For each node, the nodes that must be done before it. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** What each resource waits for: what its properties refer to, and its DependsOn. */
export function dependencies(template: Template): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    const { refs, attributes } = referencesIn([resource.Properties ?? {}, resource.UpdatePolicy ?? {}]);
    const names = [...refs, ...attributes.map(([name]) => name), ...[resource.DependsOn ?? []].flat()];
    graph.set(id, new Set(names.filter((name) => name in template.Resources)));
  }
  return graph;
}

/** The graph of some of the nodes; edges to the others are dropped. */
export function subgraph(graph: Graph, ids: readonly string[]): Graph {
  const kept = new Set(ids);
  return new Map(ids.map((id) => [id, new Set([...(graph.get(id) ?? [])].filter((name) => kept.has(name)))]));
}

/** The same nodes with every edge turned round: what waits for what when taking down. */
export function reversed(graph: Graph): Graph {
  const turned = new Map<string, Set<string>>([...graph.keys()].map((id) => [id, new Set()]));
  for (const [id, needs] of graph) for (const need of needs) turned.get(need)?.add(id);
  return turned;
}

/** The nodes that lie on or behind a circle, or undefined when everything can be ordered. */
export function findCycle(graph: Graph): string[] | undefined {
  const left = new Map([...graph].map(([id, needs]) => [id, new Set(needs)]));
  for (let free = freeNodes(left); free.length > 0; free = freeNodes(left)) {
    for (const id of free) left.delete(id);
    for (const needs of left.values()) for (const id of free) needs.delete(id);
  }
  return left.size === 0 ? undefined : [...left.keys()];
}

// Private

function freeNodes(graph: Map<string, Set<string>>): string[] {
  return [...graph].filter(([, needs]) => needs.size === 0).map(([id]) => id);
}

/** An image of the engine, as its listing tells. */
export interface EngineImage {
  id: string;
  /** Names by tag and by digest. */
  names: string[];
}

/**
 * The rack's images that nothing needs: no container has them, ended ones included, and no service may start a task of them. One that
 * somebody has given a name of his own is his. `images` are those with the rack's label.
 */
export function unusedImages(
  images: readonly EngineImage[],
  use: { rack: string; registry: string; containers: ReadonlySet<string>; wanted: ReadonlySet<string> },
): EngineImage[] {
  const isOurs = (name: string) => name.startsWith(`${use.rack}/`) || name.startsWith(`${use.registry}/`);
  return images.filter(
    ({ id, names }) =>
      !use.containers.has(id) && names.every((name) => isOurs(name) && !use.wanted.has(name)) && !use.wanted.has(id),
  );
}

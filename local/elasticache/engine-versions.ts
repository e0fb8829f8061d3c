import { page } from '../datastores/pages.ts';
import type { Operation } from '../endpoint/service.ts';
import { ENGINES } from './engines.ts';

/** What engines there are on this machine. */
export function engineOperations(): Record<string, Operation> {
  return {
    DescribeCacheEngineVersions(input) {
      const found = ENGINES.filter(
        ({ name, versions, family }) =>
          (!input.Engine || input.Engine === name) &&
          (!input.EngineVersion || versions.includes(input.EngineVersion)) &&
          (!input.CacheParameterGroupFamily || input.CacheParameterGroupFamily === family),
      );
      const { items, next } = page(found, input);
      const described = items.map(({ name, versions, family }) => ({
        Engine: name,
        EngineVersion: versions[0],
        CacheParameterGroupFamily: family,
        CacheEngineDescription: name,
        CacheEngineVersionDescription: `${name} ${versions[0]}`,
      }));
      return { CacheEngineVersions: described, Marker: next };
    },
  };
}

import { page } from '../datastores/pages.ts';
import type { Operation } from '../endpoint/service.ts';
import { ENGINES } from './engines/all.ts';

/** What engines there are on this machine. */
export function engineOperations(): Record<string, Operation> {
  return {
    DescribeDBEngineVersions(input) {
      const found = ENGINES.filter(
        ({ name, version, family }) =>
          (!input.Engine || input.Engine === name) &&
          (!input.EngineVersion || input.EngineVersion === version) &&
          (!input.DBParameterGroupFamily || input.DBParameterGroupFamily === family),
      );
      const { items, next } = page(found, input);
      const described = items.map(({ name, version, family }) => ({
        Engine: name,
        EngineVersion: version,
        MajorEngineVersion: version,
        DBParameterGroupFamily: family,
        DBEngineDescription: name,
        DBEngineVersionDescription: `${name} ${version}`,
        Status: 'available',
      }));
      return { DBEngineVersions: described, Marker: next };
    },
  };
}

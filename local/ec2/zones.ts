import { type Config, zoneId } from '../config.ts';
import type { Operation } from '../endpoint/service.ts';
import { select } from './filters.ts';

/** Three zones, as every AWS region has at least. Here they are all this machine. */
export function zoneNames(region: string): string[] {
  return ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
}

/** What can be asked about zones. */
export function zoneOperations({ region }: Config): Record<string, Operation> {
  const zones = zoneNames(region).map((ZoneName) => ({
    OptInStatus: 'opt-in-not-required',
    RegionName: region,
    ZoneName,
    ZoneId: zoneId(ZoneName),
    GroupName: region,
    NetworkBorderGroup: region,
    ZoneType: 'availability-zone',
    State: 'available',
  }));
  return {
    DescribeAvailabilityZones: (input) => ({ AvailabilityZones: select(zones, input.ZoneNames, 'ZoneName', input) }),
  };
}

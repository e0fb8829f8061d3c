/** A time on the clocks of some place, written as the milliseconds that it would have in UTC. */
export type WallTime = number;

/** The clocks of a time zone of the IANA database. */
export interface Zone {
  /** What the clocks show at a moment. */
  wallTimeAt(instant: number): WallTime;
  /** The first moment at which the clocks show it; undefined where they are put forward past it. */
  instantOf(wall: WallTime): number | undefined;
}

/** The zone of this name, or undefined where there is none. */
export function zoneOf(name: string): Zone | undefined {
  const known = zones.get(name);
  if (known) return known;
  const format = formatOf(name);
  if (!format) return undefined;
  const zone = zoneBy((instant) => offsetIn(format, instant));
  zones.set(name, zone);
  return zone;
}

// Private

/** To make a format costs more than all that is ever asked of it; there are some hundred names. */
const zones = new Map<string, Zone>();

/** Longer than any change of the clocks, so that before and after it are looked at. */
const DAY = 86_400_000;

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  // The runtime takes offsets such as +01:00 for zones, AWS does not.
  if (!/^[A-Za-z]/.test(timeZone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

function offsetIn(format: Intl.DateTimeFormat, instant: number): number {
  const second = Math.floor(instant / 1000) * 1000;
  const parts = Object.fromEntries(format.formatToParts(second).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day, hour, minute, second: seconds } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
}

function zoneBy(offsetAt: (instant: number) => number): Zone {
  return {
    wallTimeAt: (instant) => instant + offsetAt(instant),
    instantOf(wall) {
      const offsets = [offsetAt(wall - DAY), offsetAt(wall + DAY)];
      const instants = offsets.map((offset) => wall - offset).filter((at) => at + offsetAt(at) === wall);
      return instants.length > 0 ? Math.min(...instants) : undefined;
    },
  };
}

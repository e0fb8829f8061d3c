import type { DrainLine } from './receiver.ts';

/** Lines as a JSON array of flat objects, under the names that receivers of logs look for. */
export function jsonOf(lines: readonly DrainLine[], rack: string): string {
  return `[${lines.map((line) => objectOf(line, rack)).join(',\n')}]\n`;
}

// Private

function objectOf({ time, app, message, number, ...more }: DrainLine, rack: string): string {
  const { source, process, release, stream } = more;
  const place = { hostname: rack, service: app, source, process, release, stream };
  return JSON.stringify({ timestamp: time, ...place, number, message });
}

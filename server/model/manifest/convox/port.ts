import type { Value } from '../value.ts';

/** Reads the port of a service: `3000`, `http:3000` or `{port, scheme}`. */
export function portOf(port: Value): number {
  if (port.is !== 'map') return numberIn(port);
  const { get } = port.fields(['port', 'scheme']);
  const [number, scheme] = [get('port'), get('scheme')];
  if (!number) throw port.bad(`${port.path} has no port.`);
  if (scheme) noteScheme(scheme, scheme.text());
  return numberIn(number);
}

// Private

function numberIn(port: Value): number {
  const [, scheme, number] = /^(?:([a-z]+\d?):)?(\d+)$/i.exec(port.text()) ?? [];
  if (number === undefined) throw port.bad(`${port.path} should be a port, as in 3000.`);
  if (Number(number) < 1 || Number(number) > 65535) throw port.bad(`${port.path} is ${number}; it can be 1 to 65535.`);
  if (scheme) noteScheme(port, scheme);
  return Number(number);
}

function noteScheme(value: Value, scheme: string): void {
  if (scheme.toLowerCase() !== 'http')
    value.note(`${value.path} asks for ${scheme}; requests reach the port by plain HTTP.`);
}

import { validationError } from '../errors.ts';

/** `count` networks with `bits` host bits each, one after the other from the start of an IPv4 block: `Fn::Cidr`. */
export function splitNetwork(block: string, count: number, bits = 0): string[] {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  const [a, b, c, d, prefix] = (match?.slice(1) ?? []).map(Number) as [number, number, number, number, number];
  const size = 2 ** bits;
  if (!match || !(count >= 1 && count <= 256) || prefix > 32 || count * size > 2 ** (32 - prefix))
    throw validationError(`Template error: Fn::Cidr cannot make ${count} networks of ${bits} bits out of ${block}`);
  const whole = 2 ** (32 - prefix);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const start = address - (address % whole);
  return Array.from({ length: count }, (_, index) => `${dotted(start + index * size)}/${32 - bits}`);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

import { AwsError } from '../endpoint/service.ts';
import { missing } from './resources.ts';

/** A block of addresses: the first one and how many there are. */
interface Block {
  first: number;
  size: number;
}

/** Throws what EC2 answers for a block that is none. */
export function checkCidr(member: string, block: unknown): void {
  if (block === undefined) throw missing(member);
  if (parse(block)) return;
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${block}) for parameter ${camel(member)} is invalid. This is not a valid CIDR block.`,
  );
}

/** Throws `code` unless the block has the size that VPCs and subnets may have, and lies within `around` if told. */
export function checkRange(code: string, block: string, around = '0.0.0.0/0'): void {
  const { first, size } = parse(block) as Block;
  const outer = parse(around) as Block;
  const isInside = first >= outer.first && first + size <= outer.first + outer.size;
  if (isInside && size >= 2 ** (32 - SMALLEST) && size <= 2 ** (32 - LARGEST)) return;
  throw new AwsError(code, `The CIDR '${block}' is invalid.`);
}

/** Whether two blocks have addresses in common. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parse(one) as Block, parse(other) as Block];
  return a.first < b.first + b.size && b.first < a.first + a.size;
}

// Private

/** The prefixes of the largest and smallest network that EC2 makes. */
const LARGEST = 16;
const SMALLEST = 28;

function parse(block: unknown): Block | undefined {
  const [, ...parts] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(String(block)) ?? [];
  const [bits, ...bytes] = [parts.pop(), ...parts].map(Number);
  if (bytes.length < 4 || bytes.some((byte) => byte > 255) || bits === undefined || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return { first: Math.floor(address / size) * size, size };
}

function camel(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}

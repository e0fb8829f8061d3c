import { invalidValue } from '../datastores/requests.ts';

/** MiB of memory of the small node types, and of the large ones of each family, of which the bigger ones have so many times more. */
const SMALL: Readonly<Record<string, number>> = { 't.micro': 512, 't.small': 1403, 't.medium': 3164 };
const LARGE: Readonly<Record<string, number>> = { m: 6533, r: 13_384 };

/** MiB of memory of a node type, as AWS has it; throws what AWS answers to one that there is not. */
export function memoryOf(nodeType: string): number {
  const [, family = '', times, size = ''] = /^cache\.([a-z])[\w]*\.(?:(\d+)(?=xlarge))?([a-z]+)$/.exec(nodeType) ?? [];
  const large = size === 'xlarge' ? 2 : size === 'large' ? 1 : 0;
  const memory = SMALL[`${family}.${size}`] ?? (LARGE[family] ?? 0) * large * Number(times ?? 1);
  if (memory > 0) return memory;
  throw invalidValue(`The parameter CacheNodeType is not a valid node type: ${nodeType}`);
}

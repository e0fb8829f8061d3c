import { invalidCombination } from '../datastores/requests.ts';

/** GiB of memory of a large one, by the first letter of the family: `db.t4g.large` has 8. */
const LARGE: Readonly<Record<string, number>> = { t: 8, m: 8, r: 16, c: 4 };

/** How much of a large one's memory the others have. */
const SIZES: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1, xlarge: 2 };

/** MiB of memory of an instance class, as AWS has it; throws what AWS answers to one that there is not. */
export function memoryOf(instanceClass: string): number {
  const [, family = '', times, size = ''] =
    /^db\.([a-z])[\w-]*\.(?:(\d+)(?=xlarge))?([a-z]+)$/.exec(instanceClass) ?? [];
  const memory = (LARGE[family] ?? 0) * (SIZES[size] ?? 0) * Number(times ?? 1) * 1024;
  if (memory > 0) return memory;
  throw invalidCombination(`RDS does not support creating a DB instance with the class ${instanceClass}.`);
}

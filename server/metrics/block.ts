import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** How many steps a block has. */
export const STEPS = 60;

/**
 * The values of sixty steps, a column for each kind of value, in one row of the database: four bytes each before they are packed,
 * where a row for each would have its key and its place in a tree besides. What is not known is NaN.
 */
export class Block {
  private readonly values: Float32Array;

  private constructor(values: Float32Array) {
    this.values = values;
  }

  static empty(columns: number): Block {
    return new Block(new Float32Array(columns * STEPS).fill(Number.NaN));
  }

  static read(data: Uint8Array): Block {
    const bytes = inflateRawSync(data);
    return new Block(new Float32Array(new Uint8Array(bytes).buffer));
  }

  /** Notes the values of a step, one for each column. */
  set(step: number, values: readonly (number | undefined)[]): void {
    for (const [column, value] of values.entries()) this.values[column * STEPS + step] = value ?? Number.NaN;
  }

  /** NaN where it is not known. */
  get(column: number, step: number): number {
    return this.values[column * STEPS + step] ?? Number.NaN;
  }

  /** The values of a column that are known, each with its step. */
  known(column: number): [step: number, value: number][] {
    const all = Array.from({ length: STEPS }, (_, step): [number, number] => [step, this.get(column, step)]);
    return all.filter(([, value]) => !Number.isNaN(value));
  }

  /** Values of a column change little from step to step, so that the fast way of packing does as well as the thorough one. */
  write(): Buffer {
    const { buffer, byteOffset, byteLength } = this.values;
    return deflateRawSync(Buffer.from(buffer, byteOffset, byteLength), { level: 1 });
  }
}

/** How a plot is drawn. */
export interface PlotForm {
  /** Characters and lines. */
  width: number;
  height: number;
  /** For terminals that have only these letters. */
  ascii?: boolean;
  /** The value at its top; the greatest one unless told. */
  top?: number;
}

/**
 * Values as bars that stand beside each other, one line of text for each line of the plot, the top one first. What is not known is
 * blank; nothing is a line at the bottom.
 */
export function plot(values: readonly (number | null)[], { width, height, ascii = false, top }: PlotForm): string[] {
  const columns = stretch(values, width);
  const most = Math.max(top ?? 0, ...columns.map((value) => value ?? 0));
  const parts = ascii ? ASCII : BLOCKS;
  return Array.from({ length: height }, (_, line) => {
    const below = height - 1 - line;
    return columns.map((value) => partOf(value, { parts, most, height, below })).join('');
  });
}

// Private

/** How full one character is, from empty to whole. */
const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII = [' ', '.', ':', '#'];

interface Place {
  parts: readonly string[];
  /** The value at the top. */
  most: number;
  height: number;
  /** Lines below this one. */
  below: number;
}

function partOf(value: number | null, { parts, most, height, below }: Place): string {
  if (value === null) return ' ';
  const whole = parts.length - 1;
  const level = Math.max(1, most > 0 ? Math.round((value / most) * height * whole) : 0);
  return parts[Math.min(whole, Math.max(0, level - below * whole))] as string;
}

/** As many as there are columns: some stand twice, or the greatest of some stands for them. */
function stretch(values: readonly (number | null)[], width: number): (number | null)[] {
  if (values.length === 0) return Array.from({ length: width }, () => null);
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / width));
    const known = values.slice(from, to).filter((value) => value !== null);
    return known.length > 0 ? Math.max(...known) : null;
  });
}

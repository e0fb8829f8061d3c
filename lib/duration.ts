/** How long something takes or took, in its two largest units at most: `42s`, `3m 20s`, `5h 2m`, `12d 4h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = UNITS.map(([unit, size], index) => {
    const larger = UNITS[index - 1]?.[1];
    return [unit, Math.floor((larger === undefined ? seconds : seconds % larger) / size)] as const;
  });
  const first = parts.findIndex(([, count]) => count > 0);
  if (first < 0) return '0s';
  const shown = parts.slice(first, first + 2).filter(([, count]) => count > 0);
  return shown.map(([unit, count]) => `${count}${unit}`).join(' ');
}

// Private

const UNITS: readonly (readonly [unit: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

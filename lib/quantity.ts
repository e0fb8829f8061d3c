/** Bytes as people read them: `11.3 MiB`. */
export function bytes(count: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, count)) / 10)));
  return `${digits(count / 1024 ** power)} ${UNITS[power]}`;
}

/** A number with three digits that count, at most: `0.0004`, `0.05`, `1.5`, `12.3`, `512`. */
export function digits(value: number): string {
  if (value === 0 || Math.abs(value) >= 99.95) return `${Math.round(value)}`;
  if (Math.abs(value) < 0.01) return `${Number(value.toFixed(4))}`;
  return `${Number(value.toFixed(Math.abs(value) >= 9.995 ? 1 : 2))}`;
}

// Private

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

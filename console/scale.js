/**
 * Round figures for the side of a plot, from nothing to what is above its highest value.
 * @param {number} most
 * @param {boolean} [isBinary] Bytes are counted by 1024.
 */
export function scaleOf(most, isBinary = false) {
  const unit = isBinary ? 1024 ** Math.max(0, Math.floor(Math.log(Math.max(1, most)) / Math.log(1024))) : 1;
  const step = stepOf(Math.max(most, Number.MIN_VALUE) / unit / 3) * unit;
  const count = Math.max(1, Math.ceil(most / step));
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step);
  return { ticks, top: count * step };
}

// Private

/** The next of 1, 2, 5, 10, 20… @param {number} least */
function stepOf(least) {
  if (least < 1e-9) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}

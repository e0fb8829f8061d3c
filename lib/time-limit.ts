/**
 * A signal that aborts with the given one, and after so many milliseconds with a `TimeoutError`. In Node.js 20 an
 * `AbortSignal.timeout` that nothing but an `AbortSignal.any` holds is collected as garbage, and never aborts.
 */
export function timeLimited(signal: AbortSignal, milliseconds: number): AbortSignal {
  const limit = new AbortController();
  const end = () => limit.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  const timer = setTimeout(end, milliseconds).unref();
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true, signal: limit.signal });
  return AbortSignal.any([signal, limit.signal]);
}

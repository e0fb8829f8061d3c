/** A HEALTHCHECK as a Dockerfile says it. Times in seconds. */
export interface HealthCheck {
  /** `['CMD', 'curl', …]` or `['CMD-SHELL', 'curl … || exit 1']` */
  test: readonly string[];
  interval?: number;
  timeout?: number;
  retries?: number;
  startPeriod?: number;
}

/** As the engine's API has it: times in nanoseconds, and 0 for what is not said. */
export interface EngineHealthCheck {
  Test?: string[];
  Interval?: number;
  Timeout?: number;
  Retries?: number;
  StartPeriod?: number;
}

/** The HEALTHCHECK of an image; undefined where it has none, or says NONE. */
export function healthCheckOf(config: EngineHealthCheck | undefined): HealthCheck | undefined {
  const { Test = [], Interval, Timeout, Retries, StartPeriod } = config ?? {};
  if (Test[0] !== 'CMD' && Test[0] !== 'CMD-SHELL') return undefined;
  return {
    test: Test,
    ...(Interval && { interval: seconds(Interval) }),
    ...(Timeout && { timeout: seconds(Timeout) }),
    ...(Retries && { retries: Retries }),
    ...(StartPeriod && { startPeriod: seconds(StartPeriod) }),
  };
}

// Private

const seconds = (nanoseconds: number) => Math.max(1, Math.round(nanoseconds / 1e9));

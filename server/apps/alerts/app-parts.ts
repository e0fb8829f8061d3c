import type { Store } from '../../store/store.ts';
import { type Look, MINUTE } from './look.ts';

/** A receiver may be restarted, or moved, before somebody is told. */
const DRAIN_PATIENCE = 15 * MINUTE;

/** So many failures in a row are no accident. */
const FAILED_RUNS = 2;

/** Drains that deliver nothing. */
export function failingDrains({ drains }: Pick<Store, 'drains'>): Look {
  return {
    names: ['drain-failing'],
    patience: 0,
    calm: 0,
    find(_, now) {
      const failing = drains
        .list()
        .filter(({ failingSince }) => now - Date.parse(failingSince ?? '') >= DRAIN_PATIENCE);
      return failing.map(({ id, app, receiver, error, failingSince }) => {
        const message = `the drain ${id} of ${app} to ${receiver} has delivered nothing since ${failingSince}: ${error}`;
        const hint = `How many lines wait: ssh rack drains ${app}; try it: ssh rack drains test ${app} ${id}`;
        return { name: 'drain-failing', subject: id, app, severity: 'warning', stage: 1, message, hint };
      });
    },
  };
}

/** Timers whose runs fail. */
export function failingTimers({ releases, timerRuns }: Pick<Store, 'releases' | 'timerRuns'>): Look {
  return {
    names: ['timer-failing'],
    patience: 0,
    calm: 0,
    find() {
      return releases.appsWithTimers().flatMap((app) => {
        const timers = Object.keys(releases.live(app)?.timers ?? {});
        return timers.flatMap((timer) => {
          const ended = timerRuns.list(app, timer).filter(({ endedAt }) => endedAt !== undefined);
          const last = ended.slice(0, FAILED_RUNS);
          if (last.length < FAILED_RUNS || last.some(({ exitCode }) => exitCode === 0)) return [];
          const message = `the last ${FAILED_RUNS} runs of the timer ${timer} of ${app} failed: it ${last[0]?.reason}`;
          const hint = `Its runs: ssh rack timers runs ${app} ${timer}; what it said: ssh rack logs ${app} -p ${timer}`;
          return [
            { name: 'timer-failing', subject: `${app} ${timer}`, app, severity: 'warning', stage: 1, message, hint },
          ];
        });
      });
    },
  };
}

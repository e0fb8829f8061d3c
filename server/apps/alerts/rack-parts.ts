import { duration } from '../../../lib/duration.ts';
import type { Machines } from '../../aws/machines.ts';
import type { Store } from '../../store/store.ts';
import type { Vitals } from '../health.ts';
import { type Look, MINUTE } from './look.ts';

/** Milliseconds by which logs may come late. */
const LATE = MINUTE;

const DAY = 24 * 60 * MINUTE;

/** A certificate that is not renewed by then needs somebody. */
const CERTIFICATE_NOTICE = 14 * DAY;

/** Logs that come late: a stream that is read too slowly, or an agent that cannot send. */
export function logsBehind({ lag }: Pick<Vitals, 'lag'>): Look {
  return {
    names: ['logs-behind'],
    patience: 0,
    calm: 2 * MINUTE,
    find() {
      const behind = lag() ?? 0;
      if (behind < LATE) return [];
      const message = `logs come ${duration(behind)} late`;
      const hint = 'See what the server and the agents say: ssh rack system logs';
      return [
        { name: 'logs-behind', subject: 'the rack', app: undefined, severity: 'warning', stage: 1, message, hint },
      ];
    },
  };
}

/** Machines of which ECS hears nothing. */
export function silentInstances(machines: Pick<Machines, 'list'>): Look {
  return {
    names: ['instance-silent'],
    patience: MINUTE,
    calm: MINUTE,
    async find() {
      const silent = (await machines.list()).filter(({ agentConnected }) => !agentConnected);
      return silent.map(({ id, running }) => {
        const message = `nothing is heard of the machine ${id}, which runs ${running} tasks`;
        const hint = `End it, and another one takes its place: ssh rack instances terminate ${id}`;
        return { name: 'instance-silent', subject: id, app: undefined, severity: 'critical', stage: 1, message, hint };
      });
    },
  };
}

/** Certificates that expire soon. */
export function certificates({ expiring }: Pick<Vitals, 'expiring'>): Look {
  return {
    names: ['certificate'],
    patience: 0,
    calm: 0,
    async find(_, now) {
      const soon = (await expiring()).filter(({ expires }) => expires.getTime() - now < CERTIFICATE_NOTICE);
      return soon.map(({ name, expires }) => {
        const isOver = expires.getTime() <= now;
        const message = `the certificate ${name} ${isOver ? 'expired' : 'expires'} at ${expires.toISOString()}`;
        const hint = 'See all, and import or request another one: ssh rack certs';
        const severity = isOver ? ('critical' as const) : ('warning' as const);
        return { name: 'certificate', subject: name, app: undefined, severity, stage: isOver ? 2 : 1, message, hint };
      });
    },
  };
}

/** Receivers of webhooks that refuse what they are sent. */
export function failingWebhooks({ deliveries }: Pick<Store, 'deliveries'>): Look {
  return {
    names: ['webhook-failing'],
    patience: 0,
    calm: 0,
    find() {
      const { waiting, troubled } = deliveries.waiting();
      if (troubled === 0) return [];
      const who = troubled === 1 ? 'a receiver of webhooks refuses' : `${troubled} receivers of webhooks refuse`;
      const message = `${who} them, and ${waiting} deliveries wait`;
      const hint = 'See why: ssh rack webhooks, then ssh rack webhooks deliveries ID';
      const words = { app: undefined, severity: 'warning' as const, stage: 1, message, hint };
      return [{ name: 'webhook-failing', subject: 'webhooks', ...words }];
    },
  };
}

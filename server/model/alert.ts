/** What can be wrong for a while, and what it means. */
export const ALERTS = {
  certificate: 'a certificate expires within two weeks, or did',
  'crash-loop': 'copies of a process end again and again',
  disk: 'a disk of the server or of a machine is more than 80, 90 or 95 % full',
  'drain-failing': 'a drain has delivered nothing for fifteen minutes',
  'instance-silent': 'nothing is heard of a machine',
  'logs-behind': 'logs come more than a minute late',
  'not-running': 'copies of a live release do not run, or are not healthy',
  'out-of-memory': 'copies of a process are killed because they are out of memory',
  'timer-failing': 'the last two runs of a timer failed',
  'webhook-failing': 'receivers refuse the events of webhooks',
} as const satisfies Record<string, string>;

export type AlertName = keyof typeof ALERTS;

/** Something that is wrong now. */
export interface Alert {
  name: AlertName;
  /** What it is about, which tells it from others of its name: `shop web`, `i-0123456789abcdef0`. */
  subject: string;
  /** The app that it is about; undefined: the rack. */
  app: string | undefined;
  severity: 'warning' | 'critical';
  /** Rises as it becomes worse; each time is told anew. */
  stage: number;
  /** ISO 8601. */
  since: string;
  /** A sentence without its end. */
  message: string;
  /** How to go on. */
  hint: string;
}

/** Something that is found to be wrong, by whoever looks for it. */
export type Finding = Omit<Alert, 'since'>;

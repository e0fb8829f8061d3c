import { connect, type Socket } from 'node:net';

/** Where a probe goes. */
export interface Place {
  host: string;
  port: number;
  /** What is said before anything else. */
  greeting: Buffer | undefined;
}

/** What probes call themselves. */
export const USER_AGENT = 'ELB-HealthChecker/2.0';

/** Opens a connection to a target. */
export function open({ host, port, greeting }: Place): Socket {
  const socket = connect({ host, port });
  if (greeting) socket.write(greeting);
  return socket;
}

/** Why a target is unhealthy that answered with a status nobody wanted. */
export const mismatch = (status: number) => ({
  Reason: 'Target.ResponseCodeMismatch',
  Description: `Health checks failed with these codes: [${status}]`,
});

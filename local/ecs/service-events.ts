import { randomUUID } from 'node:crypto';
import type { EcsService } from './model.ts';

/** As many as AWS keeps. */
const KEPT = 100;
/** The same complaint is not repeated within this time. */
const REPEAT_MS = 60_000;

/** Adds an event to a service, newest first, in AWS's wording: `(service web) …`. The caller saves the service. */
export function serviceEvent(service: EcsService, text: string): void {
  const event = { id: randomUUID(), createdAt: Date.now(), message: `(service ${service.name}) ${text}` };
  service.events = [event, ...service.events].slice(0, KEPT);
}

/** As `serviceEvent`, for what goes on: told again only after a minute. */
export function complaint(service: EcsService, text: string): void {
  const message = `(service ${service.name}) ${text}`;
  const last = service.events.find((event) => event.message === message);
  if (!last || Date.now() - last.createdAt > REPEAT_MS) serviceEvent(service, text);
}

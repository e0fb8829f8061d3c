import type { App } from '../model/app.ts';
import { WEB } from '../model/formation.ts';
import { type Release, servingProcesses } from '../model/release.ts';
import type { Apps } from '../store/apps.ts';
import { composeTemplate } from './template.ts';

export interface ReleaseTemplateDeps {
  healthTimeout: number;
  apps: Pick<Apps, 'priorityOf'>;
}

/** The template of an app's stack with a release as it runs, and with the places that the app has on the load balancer. */
export function templateOf(
  { healthTimeout, apps }: ReleaseTemplateDeps,
  { app, release, secret }: { app: App; release: Release; secret: string | undefined },
): string {
  const priorityOf = (process: string) => (process === WEB ? app.priority : apps.priorityOf(app.name, process));
  const priorities = Object.fromEntries(servingProcesses(release).map((process) => [process, priorityOf(process)]));
  return composeTemplate({ release, priorities, healthTimeout, secret });
}

import type { App } from '../model/app.ts';
import type { Release } from '../model/release.ts';
import type { Apps } from '../store/apps.ts';
import { rulesOf } from './rules.ts';
import { composeTemplate } from './template.ts';

export interface ReleaseTemplateDeps {
  healthTimeout: number;
  apps: Pick<Apps, 'priorityOf'>;
}

/** What a stack is to be: a release as it runs, and the page that is shown instead, if one is. */
export interface Shape {
  app: App;
  release: Release;
  /** The ARN of the secret that holds the release's environment. */
  secret: string | undefined;
  maintenance: string | undefined;
  /** The ARNs of certificates that are presented for it. */
  certificates: readonly string[];
}

/** The template of an app's stack, with the places that the app has on the load balancer. */
export function templateOf(
  { healthTimeout, apps }: ReleaseTemplateDeps,
  { app, release, secret, maintenance, certificates }: Shape,
): string {
  const rules = rulesOf(apps, app, release);
  return composeTemplate({ release, rules, healthTimeout, secret, maintenance, certificates });
}

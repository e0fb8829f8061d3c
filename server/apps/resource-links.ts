import { Failure } from '../../lib/failure.ts';
import { requireRole } from '../model/access.ts';
import type { Release } from '../model/release.ts';
import { type Link, type Resource, variableOf } from '../model/resource.ts';
import type { Environment } from './environment.ts';
import type { ResourceGrants } from './resource-grants.ts';
import type { Resources, ResourcesOptions } from './resources.ts';
import type { ReleaseRequest } from './turn.ts';

export interface ResourceLinksOptions extends Pick<ResourcesOptions, 'store' | 'provisioner'> {
  resources: Resources;
  grants: ResourceGrants;
  environment: Environment;
}

/** What apps use of the rack's resources: a link is a variable of the app's environment, and so a release. */
export class ResourceLinks {
  private readonly options: ResourceLinksOptions;

  constructor(options: ResourceLinksOptions) {
    this.options = options;
  }

  /**
   * Tells an app where a resource is, in `<NAME>_URL` or the variable that `as` names; linked once more, it is told anew. With
   * `replace` whatever the variable has had until now gives way.
   */
  link(
    name: string,
    app: string,
    { as, replace }: { as?: string | undefined; replace?: boolean },
    request: ReleaseRequest,
  ): Promise<Release | undefined> {
    requireRole(request.actor.developer, 'deploy', 'linking a resource');
    const { resources, environment, store } = this.options;
    const resource = resources.known(name, request.actor);
    const variable = variableOf(as ?? name);
    const before = store.resources.linksIn(app).find((link) => link.variable === variable);
    const link = { resource: name, app, variable };
    const apply = async (env: Readonly<Record<string, string>>) => {
      if (Object.hasOwn(env, variable) && before?.resource !== name && !replace) throw taken(link, before);
      return { ...env, ...(await this.told(resource, link, env, request)) };
    };
    const change = { what: `Link ${name} as ${variable}`, apply };
    return environment.change(app, change, request).catch(async (error) => {
      await this.takeBack(resource, link, before, request);
      throw error;
    });
  }

  /** Takes the variables of a resource away from an app. */
  async unlink(name: string, app: string, request: ReleaseRequest): Promise<Release | undefined> {
    requireRole(request.actor.developer, 'deploy', 'unlinking a resource');
    const { resources, environment, store } = this.options;
    const resource = resources.known(name, request.actor);
    const links = store.resources.linksIn(app).filter((link) => link.resource === name);
    const variables = links.map(({ variable }) => variable);
    const apply = (env: Readonly<Record<string, string>>) => {
      if (links.length === 0) throw notLinked(name, app);
      return Object.fromEntries(Object.entries(env).filter(([variable]) => !variables.includes(variable)));
    };
    const release = await environment.change(app, { what: `Unlink ${name}`, apply }, request);
    for (const link of links) store.resources.unlink(link);
    await this.options.grants.renew(resource, request);
    return release;
  }

  // Private

  /** Notes the link, gives the app's role its right, and answers the variables. */
  private async told(
    resource: Resource,
    link: Link,
    env: Readonly<Record<string, string>>,
    request: ReleaseRequest,
  ): Promise<Record<string, string>> {
    const { url, region } = await this.options.provisioner.url(resource);
    this.options.store.resources.link(link);
    await this.options.grants.renew(resource, request);
    // What is reached by AWS's own clients needs a region, which they find here.
    return { ...(region !== undefined && !Object.hasOwn(env, REGION) && { [REGION]: region }), [link.variable]: url };
  }

  private async takeBack(resource: Resource, link: Link, before: Link | undefined, request: ReleaseRequest) {
    const { store } = this.options;
    const now = store.resources.linksIn(link.app).find(({ variable }) => variable === link.variable);
    if (now?.resource !== link.resource || before?.resource === link.resource) return;
    if (before) store.resources.link(before);
    else store.resources.unlink(link);
    // The failure of the link itself is what is told; the next change of links mends what this cannot.
    await this.options.grants.renew(resource, request).catch(() => {});
  }
}

// Private

const REGION = 'AWS_REGION';

function taken({ resource, app, variable }: Link, before: Link | undefined): Failure {
  const by = before ? `: the resource ${before.resource} is linked by it` : '';
  return new Failure('env_taken', `${variable} is set already${by}.`, {
    hint: `Use another variable (--as NAME), or give this one away: ssh rack resources link ${resource} -a ${app} --as ${variable} --replace`,
  });
}

function notLinked(name: string, app: string): Failure {
  return new Failure('not_linked', `${app} is not linked to ${name}.`, {
    hint: `See who is: ssh rack resources info ${name}`,
  });
}

import { ensureBaseImage, findBaseImage, stackOf } from '../base-image.ts';
import type { Context } from '../command.ts';
import type { Config } from '../config.ts';
import { engineVersion, openEngine } from '../engine.ts';
import { RackImage } from '../image/build.ts';
import type { Clients } from './clients.ts';
import type { Installation } from './installation.ts';
import { publishedImage, publishRackImage } from './publish.ts';

/** The image that a command's options name, or else the one of this version, built and pushed where it is not there. */
export async function imageFor(job: {
  context: Context;
  clients: Pick<Clients, 'ecr'>;
  installation: Installation;
  signal: AbortSignal;
}): Promise<string> {
  const { context, clients, installation, signal } = job;
  const given = context.options.image as string | undefined;
  // The rack's roles need what else is in that stack.
  if (given) return installation.ensureRegistry().then(() => given);
  const engine = openEngine();
  await engineVersion(engine);
  const say = context.out.line;
  const stack = stackOf(await ensureBaseImage(engine, say));
  signal.throwIfAborted();
  const repositoryUri = await installation.ensureRegistry();
  const labels = { 'io.rack.rack': installation.stack.name };
  return publishRackImage(new RackImage(), { engine, stack, labels, say, signal, ecr: clients.ecr, repositoryUri });
}

/** The image that the same options would lead to, as far as that can be told without building; says when it would be built. */
export async function plannedImage(job: {
  context: Context;
  clients: Pick<Clients, 'ecr'>;
  installation: Installation;
}): Promise<string> {
  const { context, clients, installation } = job;
  const given = context.options.image as string | undefined;
  if (given) return given;
  const repositoryUri = (await installation.registry.find())?.outputs.RepositoryUri ?? NOT_YET;
  const tag = new RackImage().tag(await likelyStack());
  const known = repositoryUri === NOT_YET ? undefined : await publishedImage(clients.ecr, { repositoryUri, tag });
  if (known) return known;
  context.out.line('The image of this version is not in the registry: it would be built and pushed first.');
  return `${repositoryUri}:${tag}`;
}

// Private

/** The name of an image whose registry is not made yet. */
const NOT_YET = 'rack/rack';

/** The stack that a build on this machine would take; where there is no engine or no base image yet, the usual one. */
async function likelyStack(): Promise<Config['stack']> {
  const origin = await findBaseImage(openEngine()).catch(() => undefined);
  return origin ? stackOf({ origin, made: false }) : 'official';
}

import { ensureBaseImage, stackOf } from '../base-image.ts';
import type { Context } from '../command.ts';
import { engineVersion, openEngine } from '../engine.ts';
import { RackImage } from '../image/build.ts';
import type { Clients } from './clients.ts';
import type { Installation } from './installation.ts';
import { publishRackImage } from './publish.ts';

/** The image that a command's options name, or else the one of this version, built and pushed where it is not there. */
export async function imageFor(job: {
  context: Context;
  clients: Pick<Clients, 'ecr'>;
  installation: Installation;
  signal: AbortSignal;
}): Promise<string> {
  const { context, clients, installation, signal } = job;
  const given = context.options.image as string | undefined;
  if (given) return given;
  const engine = openEngine();
  await engineVersion(engine);
  const say = context.out.line;
  const stack = stackOf(await ensureBaseImage(engine, say));
  const repositoryUri = await installation.ensureRegistry();
  const labels = { 'io.rack.rack': installation.stack.name };
  return publishRackImage(new RackImage(), { engine, stack, labels, say, signal, ecr: clients.ecr, repositoryUri });
}

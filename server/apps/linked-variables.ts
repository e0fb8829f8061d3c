import { Failure } from '../../lib/failure.ts';
import type { Store } from '../store/store.ts';

/** Throws a `Failure` `env_linked` when one of the variables comes from a link: what people set would last until the next one. */
export function refuseLinked({ resources }: Pick<Store, 'resources'>, app: string, names: readonly string[]): void {
  const link = resources.linksIn(app).find(({ variable }) => names.includes(variable));
  if (!link) return;
  throw new Failure('env_linked', `${link.variable} comes from the resource ${link.resource}.`, {
    hint: `Unlink that first: ssh rack resources unlink ${link.resource} -a ${app}`,
  });
}

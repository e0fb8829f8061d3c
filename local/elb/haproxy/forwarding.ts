import { createHash } from 'node:crypto';
import { cookieField } from './cookies.ts';
import type { Choice, Frontend } from './routing.ts';

/** The backend of requests that no rule is for. */
export function useDefault({ defaultBackend, choices }: Frontend): string[] {
  const choice = choices.find(({ name }) => name === defaultBackend);
  return choice ? useChoice(choice, '') : [useBackend(defaultBackend)];
}

/**
 * Sends the requests that `base` is true of to one of several backends: a client that is to stay to where it was, any
 * other by chance. Each way is drawn among itself and those after it, by its part of their weight; the last takes the rest.
 */
export function useChoice(choice: Choice, base: string): string[] {
  const { ways, stickySeconds } = choice;
  const stay = ({ backend }: Way) => useBackend(backend, base, `{ req.cook(${COOKIE}) -m str ${tokenOf(backend)} }`);
  const draw = ({ backend, weight }: Way, index: number) => {
    const rest = ways.slice(index).reduce((sum, way) => sum + way.weight, 0);
    return weight === rest ? useBackend(backend, base) : useBackend(backend, base, `{ rand(${rest}) lt ${weight} }`);
  };
  return [...(stickySeconds === undefined ? [] : ways.map(stay)), ...ways.map(draw)];
}

/** Tells clients the backend that they are to stay with. */
export function stayFields({ choices }: Frontend): string[] {
  const times = new Map(
    choices.flatMap(({ ways, stickySeconds }) =>
      stickySeconds === undefined ? [] : ways.map(({ backend }) => [backend, stickySeconds] as const),
    ),
  );
  return [...times].flatMap(([backend, seconds]) =>
    cookieField(COOKIE, tokenOf(backend), seconds).map((field) => `${field} if { be_name -m str ${backend} }`),
  );
}

// Private

type Way = Choice['ways'][number];

const COOKIE = 'AWSALBTG';

const tokenOf = (backend: string) => createHash('sha256').update(backend).digest('base64url');

function useBackend(backend: string, ...conditions: string[]): string {
  const all = conditions.filter((condition) => condition !== '');
  return all.length === 0 ? `default_backend ${backend}` : `use_backend ${backend} if ${all.join(' ')}`;
}

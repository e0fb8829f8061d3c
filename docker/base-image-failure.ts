import { Failure } from '../lib/failure.ts';

interface Trouble {
  /** What the engine says. */
  text: RegExp;
  /** What it means, after `… cannot be pulled: `. */
  why: string;
  hint: string;
}

/** In the order in which a text is read: registries that refuse say `not found` too. */
const TROUBLES: readonly Trouble[] = [
  {
    text: /pull access denied|authorization failed|denied:|\b40[13]\b/i,
    why: 'there is no such image, or its registry wants a password.',
    hint: 'Check its name. Images of registries that ask for a password are not supported.',
  },
  {
    text: /no match for platform/i,
    why: 'it is not made for this machine’s processor.',
    hint: 'Take an image, or a tag of it, for this platform.',
  },
  {
    text: /: not found|manifest unknown|\b404\b/i,
    why: 'there is no such image, or no such tag.',
    hint: 'Check its name and tag, commit and push again.',
  },
  {
    text: /toomanyrequests|\b429\b/i,
    why: 'the registry’s limit of pulls is reached.',
    hint: 'Push the same commit again later.',
  },
  {
    text: /lookup |dial tcp|timeout|connection|EOF|x509|tls:/i,
    why: 'its registry cannot be reached.',
    hint: 'Base it on an image that the rack’s engine has, or have an admin load a copy of this one into it (docker load).',
  },
];

/**
 * The failure of a FROM whose image cannot be had, or undefined. Its step is `[internal] load metadata for
 * docker.io/library/node:22`, or `FROM …` where a COPY names an image.
 */
export function baseImageFailure(error: string, step: string | undefined): Failure | undefined {
  const image = /(?:load metadata for|FROM) (\S+)$/.exec(step ?? '')?.[1]?.replace(/^docker\.io\/(library\/)?/, '');
  const trouble = image === undefined ? undefined : TROUBLES.find(({ text }) => text.test(error));
  if (!trouble) return undefined;
  return new Failure('base_image_unavailable', `The base image ${image} cannot be pulled: ${trouble.why}\n${error}`, {
    hint: trouble.hint,
  });
}

import { Failure } from '../../lib/failure.ts';

/** The name of an image, as `docker pull` takes it. */
export interface ImageName {
  /** With the tag `latest`, where neither tag nor digest was said: a name like that can be no image's id. */
  full: string;
  /** The registry's host; undefined where the engine's own default is meant. */
  registry: string | undefined;
  /** What comes after the registry, without tag and digest. */
  repository: string;
}

/** The longest name, with registry, tag and digest, that any engine takes. */
const LONGEST = 512;

const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const PATTERN = new RegExp(
  `^(?:(${LABEL}(?:\\.${LABEL})*(?::\\d+)?|\\[[0-9a-fA-F:]+\\](?::\\d+)?)/)??(${COMPONENT}(?:/${COMPONENT})*)` +
    '(?::[\\w][\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$',
);

/** Reads `[HOST[:PORT]/]NAME[:TAG][@DIGEST]`. Throws a `Failure` `bad_image_name`; ids of images are no names. */
export function parseImageName(name: string): ImageName {
  const match = name.length <= LONGEST && !/^(sha256:|[0-9a-f]{64}$)/.test(name) ? PATTERN.exec(name) : null;
  if (!match)
    throw new Failure('bad_image_name', `"${name.slice(0, 100)}" cannot be the name of an image.`, {
      hint: 'Name one as docker pull does: nginx:1.27, ghcr.io/acme/shop@sha256:…',
    });
  const [first = '', ...rest] = name.replace(/@.*$/, '').split('/');
  // As Docker tells them apart: a host has a dot or a port in it, or is localhost.
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const path = isHost ? rest.join('/') : [first, ...rest].join('/');
  const isPlain = !name.includes('@') && !/:[^/]*$/.test(path);
  return {
    full: isPlain ? `${name}:latest` : name,
    registry: isHost ? first : undefined,
    repository: path.replace(/:[^/]*$/, ''),
  };
}

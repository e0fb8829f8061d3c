import { randomInt } from 'node:crypto';
import { check } from '../endpoint/check.ts';
import type { Input } from '../endpoint/service.ts';
import { invalidParameter } from './errors.ts';

/** A random password by the rules of GetRandomPassword. */
export function randomPassword(input: Input): string {
  const length = Number(input.PasswordLength ?? 32);
  check({ PasswordLength: length }, { PasswordLength: { atLeast: 1, atMost: 4096 } });
  const kinds = allowedKinds(input);
  const all = kinds.join('');
  if (all === '') throw invalidParameter('No characters are left to make a password from.');
  const characters = Array.from({ length }, () => pick(all));
  if (input.RequireEachIncludedType !== false) {
    if (length < kinds.length) throw invalidParameter('Password length is too short based on the required types.');
    for (const [place, kind] of kinds.entries()) characters[place] = pick(kind);
  }
  return shuffle(characters).join('');
}

// Private

function allowedKinds(input: Input): string[] {
  const excluded = new Set<string>(input.ExcludeCharacters ?? '');
  const kinds = [
    input.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    input.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    input.ExcludeNumbers ? '' : '0123456789',
    input.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    input.IncludeSpace ? ' ' : '',
  ];
  return kinds.map((kind) => [...kind].filter((each) => !excluded.has(each)).join('')).filter((kind) => kind !== '');
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

function shuffle(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] as string, characters[last] as string];
  }
  return characters;
}

import { randomInt } from 'node:crypto';
import { boolean, number } from './answers.ts';
import type { Properties } from './handler.ts';
import { HandlerFailure } from './handler.ts';

/** The value of a secret: as the template gives it, or made up by its GenerateSecretString. */
export function secretString(properties: Properties): string | undefined {
  const rules: Properties | undefined = properties.GenerateSecretString;
  if (!rules) return properties.SecretString;
  const password = randomPassword(rules);
  const { SecretStringTemplate: template, GenerateStringKey: key } = rules;
  if (template === undefined && key === undefined) return password;
  if (template === undefined || key === undefined)
    throw new HandlerFailure('SecretStringTemplate and GenerateStringKey must both be given', 'InvalidRequest');
  return JSON.stringify({ ...JSON.parse(template), [key]: password });
}

// Private

const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

function randomPassword(rules: Properties): string {
  const length = number(rules.PasswordLength) ?? 32;
  const alphabets = alphabetsOf(rules);
  const all = alphabets.join('');
  const required = boolean(rules.RequireEachIncludedType) ?? true;
  if (all === '' || !(length >= 1 && length <= 4096) || (required && length < alphabets.length))
    throw new HandlerFailure('No password can be made by the rules of GenerateSecretString', 'InvalidRequest');
  const characters = (required ? alphabets : []).map(randomCharacter);
  while (characters.length < length) characters.push(randomCharacter(all));
  return shuffled(characters).join('');
}

function alphabetsOf(rules: Properties): string[] {
  const excluded = new Set([...(rules.ExcludeCharacters ?? '')]);
  const kinds: [exclude: unknown, alphabet: string][] = [
    [rules.ExcludeLowercase, 'abcdefghijklmnopqrstuvwxyz'],
    [rules.ExcludeUppercase, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
    [rules.ExcludeNumbers, '0123456789'],
    [rules.ExcludePunctuation, PUNCTUATION],
    [!boolean(rules.IncludeSpace), ' '],
  ];
  return kinds
    .filter(([exclude]) => String(exclude ?? false) !== 'true')
    .map(([, alphabet]) => [...alphabet].filter((character) => !excluded.has(character)).join(''))
    .filter((alphabet) => alphabet !== '');
}

function randomCharacter(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}

function shuffled<T>(items: T[]): T[] {
  const left = [...items];
  return items.map(() => left.splice(randomInt(left.length), 1)[0] as T);
}

import type { Value } from '../value.ts';

/** Fills in each `${NAME}` of a value from the app's environment; a name that is not set is refused. */
export function filled(value: Value, env: Environment): Value {
  return value.withTexts((text, line) => {
    let length = text.length;
    return text.replace(REFERENCE, (reference, name) => {
      if (!NAME.test(name)) throw value.file.bad(line, `${reference} is not filled in: only \${NAME} is.`);
      if (!Object.hasOwn(env, name))
        throw value.file.bad(line, `${name} is not set.`, `Set it: ssh rack env set APP ${name}=…`);
      length += env[name]!.length;
      if (length > LONGEST) throw value.file.bad(line, `It has more than ${LONGEST} characters once it is filled in.`);
      return env[name]!;
    });
  });
}

/** Whether something is to be filled in. */
export function isTemplate(text: string): boolean {
  return text.includes('${');
}

/** The names in a text that are not set. */
export function missingIn(text: string, env: Environment): string[] {
  const names = [...text.matchAll(REFERENCE)].map(([, name]) => name!);
  return names.filter((name) => NAME.test(name) && !Object.hasOwn(env, name));
}

// Private

type Environment = Readonly<Record<string, string>>;

const REFERENCE = /\$\{([^}]{0,200})\}/g;
/** More than a process can get of a variable; a few lines could ask for more than there is memory. */
const LONGEST = 64 * 1024;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

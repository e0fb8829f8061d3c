import type { Value } from '../value.ts';

/** Fills in each `${NAME}` of a value from the app's environment; a name that is not set is refused. */
export function filled(value: Value, env: Environment): Value {
  return value.withTexts((text, line) =>
    text.replace(REFERENCE, (reference, name) => {
      if (!NAME.test(name)) throw value.file.bad(line, `${reference} is not filled in: only \${NAME} is.`);
      if (!Object.hasOwn(env, name))
        throw value.file.bad(line, `${name} is not set.`, `Set it: ssh rack env set APP ${name}=…`);
      return env[name]!;
    }),
  );
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

const REFERENCE = /\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

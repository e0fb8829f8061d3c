/** Whether this can name a folder of a commit that an app is built from: relative, plain, nowhere above it. */
export function isBuildDir(value: string): boolean {
  const parts = value.split('/');
  const isPlain = (part: string) => part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git';
  return value.length <= LONGEST && parts.every(isPlain) && !HIDDEN.test(value) && !value.startsWith('-');
}

const LONGEST = 500;

/** Characters that nobody sees, and the separator of another system. */
const HIDDEN = /[\p{Cc}\p{Cf}\\]/u;

import { AwsError } from '../endpoint/service.ts';

export const noSuchEntity = (what: string) => new AwsError('NoSuchEntity', `${what} cannot be found.`, 404);
export const alreadyExists = (what: string) => new AwsError('EntityAlreadyExists', `${what} already exists.`, 409);
export const deleteConflict = (how: string) => new AwsError('DeleteConflict', `Cannot delete entity, ${how}.`, 409);
export const limitExceeded = (message: string) => new AwsError('LimitExceeded', message, 409);

/** Throws `MalformedPolicyDocument` unless the text is a JSON object. */
export function checkPolicyDocument(text: unknown): void {
  try {
    const document = JSON.parse(String(text));
    if (typeof document === 'object' && document !== null && document.Statement) return;
  } catch {}
  throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.');
}

/** Throws `ValidationError` unless the name has the form of IAM names. */
export function checkName(member: string, value: unknown, longest: number): void {
  if (typeof value === 'string' && value.length <= longest && /^[\w+=,.@-]+$/.test(value)) return;
  const rule = value === undefined ? 'Member must not be null' : `Member must be up to ${longest} of [\\w+=,.@-]`;
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${rule}`,
  );
}

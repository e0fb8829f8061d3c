import { Failure, isAbort, messageOf } from '../../lib/failure.ts';

/** What the errors of AWS mean for a person, by their names. */
const MEANINGS: { names: RegExp; sentence: (message: string) => string; hint: string }[] = [
  {
    names: /^(CredentialsProviderError|TokenProviderError)$/,
    sentence: (message) => `No AWS credentials were found: ${message}`,
    hint: 'Set AWS_PROFILE, or sign in with `aws sso login` or `aws configure`.',
  },
  {
    names: /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/,
    sentence: () => 'Your AWS session has expired.',
    hint: 'Sign in again, for example with `aws sso login`, and run the command once more: it goes on where it was.',
  },
  {
    names:
      /^(UnrecognizedClientException|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure)$/,
    sentence: (message) => `AWS does not accept these credentials: ${message}`,
    hint: 'See which ones are used with `aws sts get-caller-identity`.',
  },
  {
    names: /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)$/,
    sentence: (message) => `AWS denies it: ${message}`,
    hint: 'Installing needs an administrator of the account, or the rights that docs/aws.md lists under "Who may install". Nothing is lost: run it again.',
  },
  {
    names: /^(Throttling|ThrottlingException|RequestLimitExceeded|TooManyRequestsException)$/,
    sentence: (message) => `AWS asks for patience: ${message}`,
    hint: 'Run the command again in a minute: it goes on where it was.',
  },
];

/** Does the work; what AWS refuses is told as a sentence with a way on. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusalOf(error);
  }
}

// Private

function refusalOf(cause: unknown): unknown {
  // A wait that was cut off tells of it as its cause: Ctrl-C's own sentence.
  if (isAbort(cause) && (cause as Error).cause instanceof Failure) return (cause as Error).cause;
  if (cause instanceof Failure || !(cause instanceof Error)) return cause;
  if (isAbort(cause) && !('$metadata' in cause)) return cause;
  const { name, message } = cause;
  if (/region (is missing|not accepted)/i.test(message))
    return new Failure('no_region', 'No AWS region is set.', { hint: 'Give --region, or set AWS_REGION.', cause });
  if (isUnreachable(cause))
    return new Failure('aws_unreachable', `AWS cannot be reached: ${messageOf(cause)}`, {
      hint: 'Look at the network and at --region. What AWS has begun goes on; run the command again.',
      cause,
    });
  const meaning = MEANINGS.find(({ names }) => names.test(name));
  if (meaning) return new Failure('aws_refused', meaning.sentence(messageOf(cause)), { hint: meaning.hint, cause });
  if ('$metadata' in cause) return new Failure('aws_refused', `AWS refused: ${name}: ${messageOf(cause)}`, { cause });
  return cause;
}

/** True for errors of the line to AWS, after the SDK's own tries. */
function isUnreachable(error: Error): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  const isLine = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/.test(code);
  return '$metadata' in error && (isLine || error.name === 'TimeoutError');
}

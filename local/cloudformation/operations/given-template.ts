import { AwsError, type CallAws, type Input } from '../../endpoint/service.ts';
import { validationError } from '../errors.ts';

/** Bytes of a template in a request, and in an object of S3. */
const MOST_BYTES = { body: 51_200, object: 1_000_000 };

/** The template in a request or in the S3 object that it points to, if there is one. */
export async function givenTemplate(input: Input, callAws: CallAws): Promise<string | undefined> {
  if (input.TemplateURL !== undefined) return templateAt(input.TemplateURL, callAws);
  const body: string | undefined = input.TemplateBody;
  if (body === undefined || Buffer.byteLength(body) <= MOST_BYTES.body) return body;
  throw validationError(
    `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${MOST_BYTES.body}`,
  );
}

// Private

/** Where S3 is: at AWS's host names, or at an address of this machine. */
const S3_HOST =
  /^(localhost|127\.\d+\.\d+\.\d+|10\.[\d.]+|172\.[\d.]+|192\.168\.[\d.]+|(.+\.)?s3[.-].*amazonaws\.com)$/;

async function templateAt(address: string, callAws: CallAws): Promise<string> {
  const { Body } = await callAws('s3', 'GetObject', objectAt(address)).catch((error) => {
    throw error instanceof AwsError ? s3Error(error.message) : error;
  });
  const text = Buffer.from(Body ?? '').toString();
  if (Buffer.byteLength(text) <= MOST_BYTES.object) return text;
  throw validationError(`Template may not exceed ${MOST_BYTES.object} bytes in size.`);
}

/** Bucket and key of an address: in the host's name as AWS has it, or both in the path. */
function objectAt(address: string): { Bucket: string; Key: string } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || !S3_HOST.test(url.hostname))
    throw validationError('TemplateURL must be a supported URL.');
  const bucket = /^(.+)\.s3[.-].*amazonaws\.com$/.exec(url.hostname)?.[1];
  const [first = '', ...rest] = decoded(url.pathname).slice(1).split('/');
  return bucket ? { Bucket: bucket, Key: [first, ...rest].join('/') } : { Bucket: first, Key: rest.join('/') };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw validationError('TemplateURL must be a supported URL.');
  }
}

function s3Error(message: string): AwsError {
  const more = 'For more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html';
  return validationError(`S3 error: ${message}\n${more}`);
}

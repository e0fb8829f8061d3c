import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { Records } from '../store/records.ts';
import { writeWhole } from '../store/whole-file.ts';
import { type Buckets, bucketNamed } from './buckets.ts';
import { checkedSums } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { propertiesOf } from './objects.ts';
import type { Objects } from './store.ts';

/** Parts of an upload at most, and bytes of each but the last one at least, as in S3; and bytes of an object here at most. */
const MOST = { parts: 10_000, bytes: 512 * 1024 * 1024 };
const LEAST_PART = 5 * 1024 * 1024;

interface Upload {
  bucket: string;
  key: string;
  properties: Record<string, unknown>;
  parts: Record<string, Part>;
}

interface Part {
  etag: string;
  size: number;
  changedAt: number;
}

/** The operations that put an object in parts: each lies in a file of its own until the object is whole. */
export function multipartOperations(deps: {
  database: Database;
  folder: string;
  buckets: Buckets;
  objects: Objects;
}): Record<string, Operation> {
  const { database, folder, buckets, objects } = deps;
  const uploads = new Records<Upload>(database, 's3_uploads', noUpload);
  sweep(folder, new Set(uploads.entries().flatMap(([id, { parts }]) => Object.keys(parts).map((n) => `${id}-${n}`))));
  const fileOf = (id: string, number: string | number) => join(folder, `${id}-${number}`);
  const uploadOf = (input: Input): Upload => {
    const { name } = bucketNamed(buckets, input);
    const upload = uploads.get(String(input.UploadId));
    if (upload.bucket !== name || upload.key !== input.Key) throw noUpload();
    return upload;
  };
  const forget = (id: string, { parts }: Upload) => {
    uploads.remove(id);
    database.onCommit(() => {
      for (const number of Object.keys(parts)) rmSync(fileOf(id, number), { force: true });
    });
  };
  return {
    CreateMultipartUpload(input) {
      const { name } = bucketNamed(buckets, input);
      const UploadId = randomBytes(32).toString('hex');
      uploads.put(UploadId, { bucket: name, key: input.Key, properties: propertiesOf(input), parts: {} });
      return { Bucket: name, Key: input.Key, UploadId };
    },
    UploadPart(input) {
      const upload = uploadOf(input);
      const number = partNumber(input.PartNumber);
      const bytes = Buffer.from(input.Body ?? '');
      const sums = checkedSums(input, bytes);
      const etag = createHash('md5').update(bytes).digest('hex');
      writeWhole(fileOf(input.UploadId, number), bytes);
      const part = { etag, size: bytes.length, changedAt: Date.now() };
      uploads.change(input.UploadId, { parts: { ...upload.parts, [number]: part } });
      return { ETag: `"${etag}"`, ...sums };
    },
    CompleteMultipartUpload(input) {
      const upload = uploadOf(input);
      checkWrite(input, objects.find(upload.bucket, upload.key));
      const numbers = checkedParts(input.MultipartUpload.Parts, upload);
      const bytes = Buffer.concat(numbers.map((number) => readFileSync(fileOf(input.UploadId, number))));
      const sums = numbers.map((number) => Buffer.from((upload.parts[number] as Part).etag, 'hex'));
      const etag = `${createHash('md5').update(Buffer.concat(sums)).digest('hex')}-${numbers.length}`;
      objects.put(upload.bucket, upload.key, bytes, upload.properties, etag);
      forget(input.UploadId, upload);
      return { Location: `/${upload.bucket}/${upload.key}`, Bucket: upload.bucket, Key: upload.key, ETag: `"${etag}"` };
    },
    AbortMultipartUpload(input) {
      forget(input.UploadId, uploadOf(input));
      return undefined;
    },
    ListParts(input) {
      const { bucket, key, parts } = uploadOf(input);
      const Part = Object.entries(parts).map(([PartNumber, { etag, size, changedAt }]) => ({
        PartNumber,
        LastModified: new Date(changedAt),
        ETag: `"${etag}"`,
        Size: size,
      }));
      return { Bucket: bucket, Key: key, UploadId: input.UploadId, IsTruncated: false, Part };
    },
  };
}

// Private

function noUpload(): AwsError {
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  return new AwsError('NoSuchUpload', message, 404);
}

function partNumber(value: unknown): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= MOST.parts) return number;
  throw new AwsError('InvalidArgument', `Part number must be an integer between 1 and ${MOST.parts}, inclusive`);
}

/** The numbers of the parts that make up the object, in their order; throws what S3 answers where they do not. */
function checkedParts(given: { PartNumber: number; ETag: string }[], { parts }: Upload): number[] {
  const numbers = given.map(({ PartNumber }) => PartNumber);
  if (numbers.some((number, at) => at > 0 && number <= (numbers[at - 1] as number)))
    throw new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    );
  const isKnown = ({ PartNumber, ETag }: { PartNumber: number; ETag: string }) =>
    parts[PartNumber]?.etag === ETag.replace(/"/g, '');
  if (given.length === 0 || !given.every(isKnown))
    throw new AwsError(
      'InvalidPart',
      'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part’s entity tag.',
    );
  const sizes = numbers.map((number) => (parts[number] as Part).size);
  if (sizes.slice(0, -1).some((size) => size < LEAST_PART))
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  if (sizes.reduce((sum, size) => sum + size, 0) > MOST.bytes)
    throw new AwsError('EntityTooLarge', `On this machine an object has at most ${MOST.bytes} bytes.`);
  return numbers;
}

/** What a part that was cut off has left. */
function sweep(folder: string, known: Set<string>): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const file of readdirSync(folder)) if (!known.has(file)) rmSync(join(folder, file), { force: true });
}

import type { Coverage } from '../coverage/coverage.ts';

const BY_CLOUDFORMATION = 'Over the wire. CloudFormation sets it, without effect, and it cannot be asked for.';

/** How far S3's operations go. Every parameter and `x-amz-` header that is not served is refused as well (`NotImplemented`). */
export const coverage: Coverage<'s3'> = {
  partial: {
    CreateBucket: [
      "In the endpoint's region only. In us-east-1 too, a bucket made again is refused.",
      'No ACLs, object ownership or object lock.',
    ],
    DeleteObject: 'No versions.',
    DeleteObjects: 'No versions. Refused as a whole where the caller may not delete one of its keys.',
    GetObject: 'With ranges and conditions; no versions, parts or response overrides.',
    HeadObject: 'With ranges and conditions; no versions or parts.',
    CompleteMultipartUpload: 'At most 512 MiB in all, and no checksums of the whole.',
    ListParts: 'All of them at once.',
    UploadPart: 'At most 12 MiB, which is more than what the SDKs and `aws s3 cp` take.',
    PutObject: [
      'At most 12 MiB, with metadata, conditions and checksums, but for CRC-64.',
      'No bodies in signed chunks.',
      'No ACLs, tags, encryption by request, or storage class but `STANDARD`.',
    ],
  },
  refused: {
    DeleteBucketEncryption: BY_CLOUDFORMATION,
    DeleteBucketLifecycle: BY_CLOUDFORMATION,
    DeletePublicAccessBlock: BY_CLOUDFORMATION,
    PutBucketEncryption: BY_CLOUDFORMATION,
    PutBucketLifecycleConfiguration: BY_CLOUDFORMATION,
    PutBucketTagging: BY_CLOUDFORMATION,
    PutPublicAccessBlock: BY_CLOUDFORMATION,
  },
};

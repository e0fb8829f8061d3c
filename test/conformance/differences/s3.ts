import type { Difference } from '../differences.ts';

export const s3: readonly Difference[] = [
  {
    in: ['ListBuckets: one'],
    what: ['.Owner.DisplayName: local "rack", moto "webfile"', '.Owner.ID: local "rack", moto "#id"'],
    right: 'both',
    source: 'Each has its own owner.',
  },
  {
    in: ['PutObject: a text', 'PutObject: a second one', 'GetObject: the text'],
    what: ['only local: .ChecksumType "FULL_OBJECT"'],
    right: 'local',
    source: 'PutObject, GetObject, Object: ChecksumType, FULL_OBJECT for what was put in one piece.',
  },
  {
    in: ['ListObjectsV2: all', 'ListObjectsV2: as folders', 'ListObjectsV2: a page of one'],
    what: ['only local: .Contents[].ChecksumType "FULL_OBJECT"'],
    right: 'local',
    source: 'PutObject, GetObject, Object: ChecksumType, FULL_OBJECT for what was put in one piece.',
  },
];

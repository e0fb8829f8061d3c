import type { Coverage } from '../coverage/coverage.ts';

const NO_STREAMS = 'There are no log streams: the output of containers goes to Kinesis.';

/** How far CloudWatch Logs' operations go: log groups are recorded. */
export const coverage: Coverage<'logs'> = {
  inert: {
    CreateLogGroup: NO_STREAMS,
    DeleteRetentionPolicy: NO_STREAMS,
    DescribeLogStreams: NO_STREAMS,
    FilterLogEvents: NO_STREAMS,
    PutRetentionPolicy: NO_STREAMS,
  },
  refused: {
    GetLogEvents: `\`ResourceNotFoundException\`. ${NO_STREAMS}`,
  },
};

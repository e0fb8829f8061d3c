import type { Coverage } from '../coverage/coverage.ts';

/** How far SQS's operations go: queues and their messages are in the database of this endpoint. */
export const coverage: Coverage<'sqs'> = {
  partial: {
    CreateQueue: 'Encryption, policies and `RedriveAllowPolicy` are kept and told, without effect.',
    DeleteQueue: 'At once, and its name is free at once.',
    PurgeQueue: 'At once, and as often as one likes.',
    ReceiveMessage: 'In the order of sending, also of queues that promise none. No `ReceiveRequestAttemptId`.',
    SetQueueAttributes: 'Encryption, policies and `RedriveAllowPolicy` are kept and told, without effect.',
  },
};

import type { Teller } from './teller.ts';

/** Deletes all stacks of a story, the youngest first: it may import from the others. */
export async function tearDown(teller: Teller): Promise<void> {
  for (const { id } of [...teller.stacks].reverse()) {
    const { StackStatus, EnableTerminationProtection } = await teller.describe(id);
    if (StackStatus === 'DELETE_COMPLETE') continue;
    if (EnableTerminationProtection)
      await teller.cloud.ask('cloudformation', 'UpdateTerminationProtection', {
        StackName: id,
        EnableTerminationProtection: false,
      });
    await teller.cloud.ask('cloudformation', 'DeleteStack', { StackName: id, ClientRequestToken: 'tear-down' });
    const gone = async () => {
      const { StackStatus: now, StackStatusReason } = await teller.describe(id);
      if (now === 'DELETE_FAILED') throw new Error(`${id}: ${StackStatusReason} ${await teller.failures(id)}`);
      return now === 'DELETE_COMPLETE' || undefined;
    };
    await teller.until(gone, `${id} to be deleted`);
  }
}

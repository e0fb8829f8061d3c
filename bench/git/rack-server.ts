/**
 * A rack with the real store, git and doors, and deploys that are accepted at once: a process of its own, so that its memory can be
 * told apart. Prints where it is as one line of JSON; SIGTERM ends it.
 */
import { TestRack } from '../../test/integration/server/rack.ts';

const cleanUps: (() => unknown)[] = [];
const rack = await TestRack.start({ teardown: (clean) => cleanUps.unshift(clean) });
process.once('SIGTERM', async () => {
  for (const clean of cleanUps) await clean();
});
const doors = { sshPort: rack.port, ssh: rack.sshArguments().join(' '), http: rack.httpUrl('', rack.token()) };
console.log(JSON.stringify(doors));

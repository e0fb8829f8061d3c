import { createBalancer } from './balancer.ts';
import { openEcs } from './rack.ts';

/** ECS in a process of its own, so that a test can kill it: calls come in and answers go out as messages. */
const log = { info: () => {}, error: (message: string, cause?: unknown) => console.error(message, cause) };
const balancer = createBalancer();
const { ecs, call } = openEcs(JSON.parse(process.argv[2] ?? ''), balancer.call, log);
await ecs.start();
process.on('message', async ({ id, operation, input }: { id: number; operation: string; input: object }) => {
  const answer = operation === 'targets' ? [...balancer.targets] : await call(operation, input);
  process.send?.({ id, answer });
});
// Not without its test: it would go on with the test's containers.
process.once('disconnect', () => process.exit());
process.send?.({ ready: true });

import t from 'tap';
import { EngineSocket } from '../../../agent/docker/engine-socket.ts';
import { RunningContainers } from '../../../agent/docker/running.ts';
import { CONTROL_GROUPS, ControlGroups } from '../../../agent/stats/control-groups.ts';
import { EngineMeter } from '../../../agent/stats/engine-meter.ts';
import { KernelMeter } from '../../../agent/stats/kernel-meter.ts';
import { between } from '../../../agent/stats/totals.ts';
import { Machine } from './machine.ts';

t.test('the kernel tells of a container that works what the engine tells of it', async (t) => {
  const machine = await Machine.start(t, 'test-meter');
  const work = ['sh', '-c', 'while :; do :; done'];
  const { id } = await machine.run('busy', work, { NanoCpus: 5e8, Memory: 64 * 1024 ** 2 });
  const kernel = new KernelMeter(new ControlGroups(CONTROL_GROUPS));
  const engine = new EngineMeter(new RunningContainers('test-meter', new EngineSocket(process.env)));
  kernel.prepare([id]);
  const looks = async () => [kernel.read(id)!, (await engine.read(id))!] as const;
  const first = await looks();
  let second = await looks();
  while (second[0].cpu - first[0].cpu < 0.7) second = await looks();
  const [byKernel, byEngine] = [0, 1].map((meter) => between(first[meter]!, second[meter]!)!);
  t.ok(Math.abs(byKernel!.cpu / byEngine!.cpu - 1) < 0.2, `${byKernel!.cpu} and ${byEngine!.cpu} cores`);
  t.ok(byKernel!.cpu > 0.1 && byKernel!.cpu < 0.65, `half a core is its limit: ${byKernel!.cpu}`);
  t.equal(byKernel!.memoryLimit, byEngine!.memoryLimit);
  t.ok(Math.abs(byKernel!.memory - byEngine!.memory) < 1024 ** 2, `${byKernel!.memory} and ${byEngine!.memory} bytes`);
  t.ok(second[0].networkIn! >= first[0].networkIn!, 'and what came in over its network');
});

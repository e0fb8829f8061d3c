import t from 'tap';
import { parseProcesses } from '../../../../local/elb/haproxy/master.ts';

t.test('the worker that serves and those that leave are told apart', async (t) => {
  const text = `#<PID>          <type>          <reloads>       <uptime>        <version>
1               master          3 [failed: 1]   0d00h00m06s     2.6.12-1+deb12u4
# workers
25              worker          0               0d00h00m02s     2.6.12-1+deb12u4
# old workers
19              worker          1               0d00h00m05s     2.6.12-1+deb12u4
# programs

`;
  t.same(parseProcesses(text), { current: 25, old: [19], reloads: 3, failed: 1 });
});

import t from 'tap';
import { parseAnswers, parseRequestTable } from '../../../../local/elb/haproxy/request-table.ts';
import { Measured } from '../../../../local/elb/measured.ts';

t.test("HAProxy's table says how many answers of each kind there were", (t) => {
  const table = `# table: requests, type: string, size:102400, used:2
0x55e03b46c558: key=tg_0123.29928232.2.16.4 use=0 exp=179677 gpc0=7
0x55e03b46cc78: key=tg_0123.29928232.5.9.1 use=1 exp=179678 gpc0=1
`;
  const counts = parseRequestTable(table);
  t.strictSame([...counts.values()], [7, 1]);
  const [first, second] = [...counts.keys()].map(parseAnswers);
  t.strictSame(first, { backend: 'tg_0123', minute: 29928232 * 60_000, statusClass: 2, seconds: 0.00165 });
  t.match(second, { statusClass: 5, seconds: 0.000009 });
  t.equal(parseAnswers('tg_0123.29928232.2.-5.2')?.seconds, 0, 'the clock was set back');
  t.equal(parseAnswers('something else'), undefined);
  t.end();
});

t.test('answers become the metrics that AWS has of them, by load balancer and by target group', (t) => {
  const whose = {
    group: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/0123',
    balancer: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/rack/4567',
  };
  const measured = new Measured((backend) => (backend === 'tg_0123' ? whose : undefined));
  measured.add({ backend: 'tg_0123', minute: 60_000, statusClass: 2, seconds: 0.1 }, 3);
  measured.add({ backend: 'tg_0123', minute: 60_000, statusClass: 1, seconds: 0.2 }, 1);
  measured.add({ backend: 'tg_gone', minute: 60_000, statusClass: 2, seconds: 0.1 }, 9);
  const balancer = { Name: 'LoadBalancer', Value: 'app/rack/4567' };
  const Dimensions = [{ Name: 'TargetGroup', Value: 'targetgroup/web/0123' }, balancer];
  const ones = (count: number) => ({ SampleCount: count, Sum: count, Minimum: 1, Maximum: 1 });
  const of = (dimensions: object[]) => {
    const common = { Dimensions: dimensions, Timestamp: new Date(60_000) };
    return [
      { ...common, MetricName: 'RequestCount', StatisticValues: ones(4) },
      { ...common, MetricName: 'HTTPCode_Target_2XX_Count', StatisticValues: ones(3) },
      { ...common, MetricName: 'TargetResponseTime', Values: [0.1, 0.2], Counts: [3, 1] },
    ];
  };
  t.strictSame(measured.data(), [...of([balancer]), ...of(Dimensions)]);
  t.end();
});

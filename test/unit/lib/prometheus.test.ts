import t from 'tap';
import { writeMetrics } from '../../../lib/prometheus.ts';

t.test('metrics are written as Prometheus reads them', (t) => {
  const text = writeMetrics([
    { name: 'rack_lines_total', help: 'Lines read.', type: 'counter', samples: [{ value: 12 }] },
    {
      name: 'rack_memory_bytes',
      help: 'A back\\slash and a\nline feed.',
      type: 'gauge',
      samples: [
        { labels: { app: 'hello', process: 'web.1' }, value: 0.5 },
        { labels: { app: 'a "quoted"\\\nname' }, value: Infinity },
        { labels: {}, value: Number.NaN },
      ],
    },
    { name: 'rack_nothing', help: 'Left out.', type: 'gauge', samples: [] },
  ]);
  t.equal(
    text,
    [
      '# HELP rack_lines_total Lines read.',
      '# TYPE rack_lines_total counter',
      'rack_lines_total 12',
      '# HELP rack_memory_bytes A back\\\\slash and a\\nline feed.',
      '# TYPE rack_memory_bytes gauge',
      'rack_memory_bytes{app="hello",process="web.1"} 0.5',
      'rack_memory_bytes{app="a \\"quoted\\"\\\\\\nname"} +Inf',
      'rack_memory_bytes NaN',
      '',
    ].join('\n'),
  );
  t.end();
});

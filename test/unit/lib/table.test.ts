import t from 'tap';
import { table } from '../../../lib/table.ts';

t.test('columns are aligned and lines have no blanks at their ends', (t) => {
  t.equal(
    table(
      ['NAME', 'STATE'],
      [
        ['web.1', 'running'],
        ['worker.12', ''],
      ],
    ),
    'NAME       STATE\nweb.1      running\nworker.12\n',
  );
  t.equal(table(['NAME'], []), 'NAME\n');
  t.end();
});

import t from 'tap';
import { checkExpression, matches } from '../../../../local/ecs/constraint-expression.ts';

const HERE = {
  attributes: { 'ecs.availability-zone': 'eu-west-1a', 'ecs.os-type': 'linux', trunk: undefined },
  taskGroups: ['service:web', 'family:job'],
  runningTasksCount: 2,
};

t.test('the cluster query language', async (t) => {
  const holds: Record<string, boolean> = {
    'attribute:ecs.os-type == linux': true,
    'attribute:ecs.os-type equals windows': false,
    'attribute:ecs.os-type != windows': true,
    'attribute:ecs.availability-zone in [eu-west-1a, eu-west-1b]': true,
    'attribute:ecs.availability-zone !in [eu-west-1a, eu-west-1b]': false,
    'attribute:ecs.availability-zone =~ eu-.*': true,
    'attribute:ecs.availability-zone =~ west': false,
    'attribute:ecs.availability-zone !~ us-.*': true,
    'attribute:trunk exists': true,
    'attribute:stack exists': false,
    'attribute:toString exists': false,
    'attribute:stack !exists': true,
    'attribute:stack == prod': false,
    'attribute:stack != prod': true,
    'task:group == service:web': true,
    'not(task:group == service:web)': false,
    'runningTasksCount >= 2': true,
    'runningTasksCount < 2': false,
    '(attribute:ecs.os-type == windows or runningTasksCount == 2) and task:group == family:job': true,
    'attribute:ecs.os-type == windows || runningTasksCount == 2 && task:group == none': false,
    'attribute:ecs.os-type == "linux"': true,
  };
  for (const [expression, expected] of Object.entries(holds)) t.equal(matches(expression, HERE), expected, expression);
});

t.test('what is no expression is refused', async (t) => {
  const noPatterns = ['attribute:x =~ *', 'attribute:x !~ "("'];
  const noOperators = ['attribute:x ~ 1', 'attribute:x toString 1'];
  const others = ['', 'attribute:x', 'zone == a', '(attribute:x exists', 'attribute:x == 1 2'];
  for (const text of [...noPatterns, ...noOperators, ...others]) {
    t.throws(() => checkExpression(text), { code: 'InvalidParameterException' }, text || 'nothing');
  }
});

import t from 'tap';
import { Rates } from '../../../../server/http/rates.ts';

t.test('a token asks so often at once, and goes on at its pace', (t) => {
  let now = 0;
  const rates = new Rates({ burst: 3, perSecond: 2 }, () => now);
  const asks = (token = 'one') => {
    try {
      rates.take(token);
      return 'ok';
    } catch (error) {
      return (error as { seconds: number }).seconds;
    }
  };
  t.same([asks(), asks(), asks(), asks()], ['ok', 'ok', 'ok', 1]);
  t.equal(asks('another'), 'ok', 'others are not held up by it');
  now = 500;
  t.same([asks(), asks()], ['ok', 1]);
  now = 60_000;
  t.same([asks(), asks(), asks(), asks()], ['ok', 'ok', 'ok', 1], 'what it did not ask does not add up for ever');
  t.end();
});

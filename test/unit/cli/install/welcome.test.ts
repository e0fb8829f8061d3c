import t from 'tap';
import { sshBlock, welcome } from '../../../../cli/install/welcome.ts';

const OUTPUTS = {
  GitHost: 'nlb.example.com',
  GitPort: '22',
  Router: 'alb.example.com',
  Domain: 'apps.example.com',
  Api: 'http://rack.apps.example.com:80',
};

t.test('it tells the API, the DNS record, the block for ssh, and the first push', (t) => {
  const text = welcome('acme', OUTPUTS);
  t.match(text, 'The rack acme is made. Its API is at http://rack.apps.example.com:80');
  t.match(text, 'Make the DNS record  *.apps.example.com  CNAME  alb.example.com');
  t.match(text, sshBlock('acme', 'nlb.example.com', '22'));
  t.match(text, 'git remote add rack acme:my-app');
  t.end();
});

t.test('with a hosted zone there is no record to make', (t) => {
  const text = welcome('acme', { ...OUTPUTS, GitHost: 'git.apps.example.com' });
  t.notMatch(text, 'DNS record');
  t.match(text, '  HostName git.apps.example.com\n  Port 22\n  User git\n');
  t.end();
});

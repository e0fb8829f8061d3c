import t from 'tap';
import { type Address, addressText, parseAddress } from '../../../../../server/git/submodules/address.ts';
import { isPublic, publicAddress } from '../../../../../server/git/submodules/public-address.ts';

const OWN = new Set(['rack', 'git.example.org']);
const APP: Address = { kind: 'app', app: 'shop' };
const WEB: Address = { kind: 'web', url: new URL('https://code.example/org/shop.git') };

t.test('the address of a submodule', async (t) => {
  const cases: [text: string, base: Address, address: string][] = [
    ['../lib.git', APP, 'rack:lib'],
    ['../lib', APP, 'rack:lib'],
    ['./../lib', APP, 'rack:lib'],
    ['../lib.git', WEB, 'https://code.example/org/lib.git'],
    ['../../other/lib', WEB, 'https://code.example/other/lib'],
    ['./lib', WEB, 'https://code.example/org/shop.git/lib'],
    ['../a/../b', WEB, 'https://code.example/org/b'],
    ['rack:lib', WEB, 'rack:lib'],
    ['git@git.example.org:lib.git', APP, 'rack:lib'],
    ['ssh://git@git.example.org:2222/lib.git/', APP, 'rack:lib'],
    ['https://git.example.org/lib.git', APP, 'rack:lib'],
    ['https://code.example/x.git#part', APP, 'https://code.example/x.git'],
    ['HTTP://Code.Example:8080/x', APP, 'http://code.example:8080/x'],
  ];
  for (const [text, base, address] of cases) t.equal(addressText(parseAddress(text, base, OWN)), address, text);
});

t.test('what is none, or leads where nothing is fetched from', async (t) => {
  const cases = [
    '',
    ' ',
    '-x',
    '--upload-pack=id',
    '../../lib',
    './lib',
    '../a/b',
    '/srv/lib',
    'C:\\lib',
    'lib',
    'file:///srv/lib',
  ];
  const others = [
    'ext::sh',
    'ftp://a/b',
    'git://a/b',
    'git@elsewhere:lib',
    'ssh://elsewhere/lib',
    'https://u:p@a/b',
    'https://u@a/b',
  ];
  for (const text of [...cases, ...others, 'https://a/b\nc', 'https://', 'rack:', 'rack:a/b', 'rack:..'])
    t.throws(() => parseAddress(text, APP, OWN), { code: 'submodule_address' }, JSON.stringify(text));
});

t.test('addresses of the public internet, and all others', async (t) => {
  for (const address of ['1.1.1.1', '140.82.121.4', '172.32.0.1', '2606:4700::1111', '2a00::1'])
    t.ok(isPublic(address), address);
  const inner = ['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.255.255', '192.168.1.1'];
  const special = ['198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fd00:ec2::254', 'ff02::1'];
  const carried = [
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
    '2001:0:1::1',
    'localhost',
    '',
  ];
  for (const address of [...inner, ...special, ...carried]) t.notOk(isPublic(address), address);
});

t.test('a host is resolved before it is judged', async (t) => {
  await t.rejects(publicAddress('localhost'), { code: 'host_not_public' });
  await t.rejects(publicAddress('[::1]'), { code: 'host_not_public' });
  t.equal(await publicAddress('1.1.1.1'), '1.1.1.1');
});

import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { BuiltApp } from './built-app.ts';

t.test('PHP answers behind nginx, and nothing else of the app does', async (t) => {
  const app = await BuiltApp.start(t, 'php', {
    'composer.json': JSON.stringify({
      require: { php: '8.2.*', 'ext-bcmath': '*' },
      autoload: { 'psr-4': { 'App\\': 'src/' } },
    }),
    'src/Greeting.php': '<?php namespace App; class Greeting { const WORD = "Hello"; }',
    'public/index.php': `<?php require __DIR__ . '/../vendor/autoload.php';
      if ($_SERVER['REQUEST_URI'] === '/broken') { error_log('a word of the app'); throw new Exception('broken'); }
      echo json_encode(['word' => App\\Greeting::WORD, 'path' => $_SERVER['REQUEST_URI'], 'https' => $_SERVER['HTTPS'] ?? '',
        'name' => $_SERVER['SERVER_NAME'], 'port' => getenv('PORT'), 'env' => $_ENV['PORT'], 'sum' => bcadd('1', '2'),
        'body' => strlen(file_get_contents('php://input')), 'info' => $_SERVER['PATH_INFO'] ?? '']);`,
    'public/image.jpg': '<?php echo "run";',
    'public/style.css': 'b {}',
    'public/.env': 'SECRET',
  });

  t.test('the front controller gets what is no file, with what the balancer knows', async (t) => {
    const { text } = await app.get('/users/7?a=b', { host: 'a.example', 'x-forwarded-proto': 'https' });
    t.match(JSON.parse(text), { word: 'Hello', path: '/users/7?a=b', https: 'on', name: 'a.example', sum: '3' });
    t.match(JSON.parse(text), { port: '3000', env: '3000' });
    t.match(JSON.parse((await app.get('/index.php/a/b')).text), { info: '/a/b' });
  });

  t.test('files are files', async (t) => {
    t.match(await app.get('/style.css'), { status: 200, text: 'b {}', headers: { 'cache-control': 'no-cache' } });
    t.notMatch((await app.get('/image.jpg/x.php')).text, /run/, 'what is uploaded is not run');
    t.notMatch((await app.get('/.env')).text, /SECRET/);
  });

  t.test('what the app logs and throws is among its lines', async (t) => {
    t.equal((await app.get('/broken')).status, 500);
    const logs = await poll(async () => {
      const text = await app.logs();
      return text.includes('Exception') ? text : undefined;
    });
    t.match(logs, /^PHP message: a word of the app$/m);
    t.match(logs, /Uncaught Exception: broken/);
  });

  t.test('php-fpm and nginx end together', async (t) => {
    await run(['docker', 'exec', app.container, 'sh', '-c', 'kill -9 $(cat /tmp/nginx/pid)']);
    const { stdout } = await run(['docker', 'wait', app.container]);
    t.not(stdout.trim(), '0');
  });
});

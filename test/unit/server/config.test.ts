import t from 'tap';
import { buildMemory, readConfig } from '../../../server/config.ts';

const LEAST = {
  RACK: 'r',
  RACK_DATA: '/d',
  RACK_CLUSTER: 'c',
  RACK_LOG_STREAM: 's',
  RACK_DOMAIN: 'd',
  RACK_LISTENER: 'l',
};

t.test('the HTTP door', (t) => {
  const read = (env: NodeJS.ProcessEnv) => readConfig({ ...LEAST, ...env }).http;
  t.strictSame(read({}), { host: '0.0.0.0', port: 5443, tls: undefined, trustedProxies: [], address: 'http://rack.d' });
  t.strictSame(read({ RACK_TLS_CERT: '/c', RACK_TLS_KEY: '/k' }).tls, { cert: '/c', key: '/k' });
  t.strictSame(read({ RACK_TRUSTED_PROXIES: '10.0.1.0/24, 10.0.2.0/24,' }).trustedProxies, [
    '10.0.1.0/24',
    '10.0.2.0/24',
  ]);
  t.throws(() => read({ RACK_TLS_CERT: '/c' }), { code: 'bad_config', message: /^RACK_TLS_KEY is not set/ });
  t.throws(() => read({ RACK_TLS_KEY: '/k' }), { code: 'bad_config', message: /^RACK_TLS_CERT is not set/ });
  t.end();
});

t.test('what builds may take', (t) => {
  const read = (env: NodeJS.ProcessEnv) => readConfig({ ...LEAST, ...env }).builds;
  t.match(read({ RACK_BUILDS: '3', RACK_BUILD_MEMORY: '4096' }), { atOnce: 3, memory: 4096 });
  t.strictSame(read({ RACK_BUILDS: '0', RACK_BUILD_MEMORY: '0' }), read({}), '0 is what fits the machine');
  t.throws(() => read({ RACK_BUILD_MEMORY: '4G' }), { code: 'bad_config', message: /^RACK_BUILD_MEMORY is "4G"/ });
  t.end();
});

t.test(
  'the memory of a step: three quarters of the machine for all builds, 2 GiB where one alone may take them',
  (t) => {
    t.equal(buildMemory(16384, 4), 3072);
    t.equal(buildMemory(8192, 4), 2048);
    t.equal(buildMemory(1024, 2), 768);
    t.end();
  },
);

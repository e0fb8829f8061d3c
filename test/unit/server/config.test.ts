import t from 'tap';
import { readConfig } from '../../../server/config.ts';

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
  t.strictSame(read({}), { host: '0.0.0.0', port: 5443, tls: undefined, trustedProxies: [] });
  t.strictSame(read({ RACK_TLS_CERT: '/c', RACK_TLS_KEY: '/k' }).tls, { cert: '/c', key: '/k' });
  t.strictSame(read({ RACK_TRUSTED_PROXIES: '10.0.1.0/24, 10.0.2.0/24,' }).trustedProxies, [
    '10.0.1.0/24',
    '10.0.2.0/24',
  ]);
  t.throws(() => read({ RACK_TLS_CERT: '/c' }), { code: 'bad_config', message: /^RACK_TLS_KEY is not set/ });
  t.throws(() => read({ RACK_TLS_KEY: '/k' }), { code: 'bad_config', message: /^RACK_TLS_CERT is not set/ });
  t.end();
});

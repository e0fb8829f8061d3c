import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { selfSigned } from './certificate.ts';
import { openBalancing, startTarget, sweep, targetsOf } from './fixture.ts';

const RACK = 't-elb-https';
const PORT = 18_981;
const PACE = { pace: { first: 5, factor: 1.2, most: 100 } };
const ANY_EXIT = Array.from({ length: 100 }, (_, code) => code);

t.test('a listener for HTTPS', async (t) => {
  await sweep(RACK);
  const opened = openBalancing(RACK);
  const { call, callAcm, home } = opened;
  const [first, wild, exact] = await Promise.all([
    selfSigned(['default.localhost'], 'rsa:2048'),
    selfSigned(['*.app.localhost']),
    selfSigned(['one.app.localhost']),
  ]);
  const target = await startTarget();
  t.teardown(async () => {
    target.process.kill();
    await opened.close();
    await sweep(RACK, home);
  });
  await opened.service.start();
  const [main, others, one] = await Promise.all(
    [first, wild, exact].map(async (each) => (await callAcm('ImportCertificate', each)).CertificateArn as string),
  );
  const { LoadBalancers } = await call('CreateLoadBalancer', { Name: 'web', Subnets: ['subnet-a', 'subnet-b'] });
  const { LoadBalancerArn } = LoadBalancers[0];
  const { TargetGroups } = await call('CreateTargetGroup', { Name: 'web', Protocol: 'HTTP', Port: 80 });
  const { TargetGroupArn } = TargetGroups[0];
  const DefaultActions = [{ Type: 'forward', TargetGroupArn }];
  const { Listeners } = await call('CreateListener', {
    LoadBalancerArn,
    Protocol: 'HTTPS',
    Port: PORT,
    Certificates: [{ CertificateArn: main }],
    SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    DefaultActions,
  });
  const { ListenerArn } = Listeners[0];
  const trusted = join(home, 'trusted.pem');
  writeFileSync(trusted, Buffer.concat([first, wild, exact].map(({ Certificate }) => Certificate)));
  const curl = async (host: string, path: string, ...more: string[]) => {
    const place = ['--resolve', `${host}:${PORT}:127.0.0.1`, '--cacert', trusted];
    return (await run(['curl', '-sS', ...place, ...more, `https://${host}:${PORT}${path}`], { ok: ANY_EXIT })).stdout;
  };
  const shown = async (...more: string[]) => {
    const place = ['-connect', `127.0.0.1:${PORT}`, ...more];
    const { stdout, stderr } = await run(['openssl', 's_client', ...place], { ok: ANY_EXIT, input: '' });
    return `${stdout}${stderr}`;
  };
  await call('RegisterTargets', { TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port: target.port }] });
  await poll(async () => (await targetsOf(opened, TargetGroupArn))[target.port] === 'healthy' || undefined, PACE);
  await poll(async () => (await curl('default.localhost', '/')) === String(target.port) || undefined, PACE);

  await t.test('speaks HTTP/2 and HTTP/1.1, and tells targets that it was asked by HTTPS', async (t) => {
    t.equal(await curl('default.localhost', '/', '-o', '/dev/null', '-w', '%{http_version}'), '2');
    t.equal(await curl('default.localhost', '/', '--http1.1', '-o', '/dev/null', '-w', '%{http_version}'), '1.1');
    const told = JSON.parse(await curl('default.localhost', '/fields'));
    t.match(told, { 'x-forwarded-proto': 'https', 'x-forwarded-port': String(PORT), 'x-forwarded-for': '127.0.0.1' });
    const Attributes = [
      { Key: 'routing.http2.enabled', Value: 'false' },
      { Key: 'routing.http.x_amzn_tls_version_and_cipher_suite.enabled', Value: 'true' },
    ];
    await call('ModifyLoadBalancerAttributes', { LoadBalancerArn, Attributes });
    t.equal(await curl('default.localhost', '/', '-o', '/dev/null', '-w', '%{http_version}'), '1.1');
    t.match(JSON.parse(await curl('default.localhost', '/fields')), {
      'x-amzn-tls-version': 'TLSv1.3',
      'x-amzn-tls-cipher-suite': /^TLS_/,
    });
  });

  await t.test('shows the certificate that fits a name best, or else its default one', async (t) => {
    t.match(await shown('-servername', 'one.app.localhost'), /CN = default\.localhost/);
    for (const CertificateArn of [others, one]) {
      await call('AddListenerCertificates', { ListenerArn, Certificates: [{ CertificateArn }] });
    }
    t.match(await shown('-servername', 'one.app.localhost'), /subject=.*CN = one\.app\.localhost/);
    t.match(await shown('-servername', 'two.app.localhost'), /subject=.*CN = \*\.app\.localhost/);
    t.match(await shown('-servername', 'default.localhost'), /subject=.*CN = default\.localhost/);
    t.match(await shown('-noservername'), /subject=.*CN = default\.localhost/);
    t.strictSame((await call('DescribeListenerCertificates', { ListenerArn })).Certificates, [
      { CertificateArn: main, IsDefault: true },
      { CertificateArn: others, IsDefault: false },
      { CertificateArn: one, IsDefault: false },
    ]);
    await call('RemoveListenerCertificates', { ListenerArn, Certificates: [{ CertificateArn: one }] });
    t.match(await shown('-servername', 'one.app.localhost'), /subject=.*CN = \*\.app\.localhost/);
    await t.rejects(call('RemoveListenerCertificates', { ListenerArn, Certificates: [{ CertificateArn: main }] }), {
      code: 'OperationNotPermitted',
    });
  });

  await t.test('agrees on what its policy allows, and on nothing else', async (t) => {
    t.match(await shown('-tls1_2'), /Protocol +: TLSv1\.2/);
    t.notMatch(await shown('-tls1_2', '-cipher', 'AES256-SHA'), /Cipher +: AES256-SHA/);
    await call('ModifyListener', { ListenerArn, SslPolicy: 'ELBSecurityPolicy-2016-08' });
    t.match(await shown('-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'), /Protocol +: TLSv1\.1/);
    t.match(await shown('-tls1_2', '-cipher', 'AES256-SHA'), /Cipher +: AES256-SHA/);
    t.notMatch(await shown('-tls1_3'), /New, TLSv1\.3/);
    await call('ModifyListener', { ListenerArn, SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' });
    t.match(await shown('-tls1_3'), /New, TLSv1\.3/);
    t.notMatch(await shown('-tls1_2'), /Cipher +: ECDHE/);
    await t.rejects(call('ModifyListener', { ListenerArn, SslPolicy: 'none' }), { code: 'SSLPolicyNotFound' });
  });

  await t.test('goes over to a certificate that is imported again without losing a request', async (t) => {
    const load = run(['wrk', '-t1', '-c8', '-d2s', `https://127.0.0.1:${PORT}/`], { timeout: 60_000 });
    const next = await selfSigned(['renewed.localhost', 'default.localhost'], 'rsa:2048');
    await callAcm('ImportCertificate', { CertificateArn: main, ...next });
    t.match(await shown(), /subject=.*CN = renewed\.localhost/);
    t.notMatch((await load).stdout, /Socket errors|Non-2xx/);
  });

  await t.test('of a network load balancer takes TLS off, or passes it on anew', async (t) => {
    const made = await call('CreateLoadBalancer', { Name: 'net', Type: 'network', Subnets: ['subnet-a'] });
    const network = made.LoadBalancers[0].LoadBalancerArn;
    const behind = createServer(
      { key: wild.PrivateKey, cert: wild.Certificate, ALPNProtocols: ['http/1.1'] },
      (_, answer) => void answer.end('behind'),
    );
    t.teardown(() => behind.close());
    await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
    const ports = { TCP: target.port, TLS: (behind.address() as { port: number }).port };
    for (const [index, Protocol] of (['TCP', 'TLS'] as const).entries()) {
      const group = (await call('CreateTargetGroup', { Name: Protocol, Protocol, Port: 1, TargetType: 'ip' }))
        .TargetGroups[0];
      const listener = await call('CreateListener', {
        LoadBalancerArn: network,
        Protocol: 'TLS',
        Port: PORT + 1 + index,
        Certificates: [{ CertificateArn: others }],
        AlpnPolicy: ['HTTP1Only'],
        DefaultActions: [{ Type: 'forward', TargetGroupArn: group.TargetGroupArn }],
      });
      t.match(listener.Listeners[0], { AlpnPolicy: ['HTTP1Only'], SslPolicy: 'ELBSecurityPolicy-2016-08' });
      const Targets = [{ Id: '127.0.0.1', Port: ports[Protocol] }];
      await call('RegisterTargets', { TargetGroupArn: group.TargetGroupArn, Targets });
      const place = ['--resolve', `x.app.localhost:${PORT + 1 + index}:127.0.0.1`, '--cacert', trusted];
      const look = async () =>
        (await run(['curl', '-sS', ...place, `https://x.app.localhost:${PORT + 1 + index}/`], { ok: ANY_EXIT })).stdout;
      t.equal(await poll(async () => (await look()) || undefined, PACE), index === 0 ? String(target.port) : 'behind');
    }
    const tls = ['-connect', `127.0.0.1:${PORT + 1}`, '-alpn', 'h2,http/1.1'];
    t.match(
      (await run(['openssl', 's_client', ...tls], { ok: ANY_EXIT, input: '' })).stdout,
      /ALPN protocol: http\/1\.1/,
    );
    await call('DeleteLoadBalancer', { LoadBalancerArn: network });
  });

  await t.test('keeps its certificates from being deleted', async (t) => {
    const { Certificate } = await callAcm('DescribeCertificate', { CertificateArn: main });
    t.match(Certificate, {
      InUseBy: [LoadBalancerArn],
      Type: 'IMPORTED',
      Status: 'ISSUED',
      DomainName: 'renewed.localhost',
    });
    await t.rejects(callAcm('DeleteCertificate', { CertificateArn: main }), { code: 'ResourceInUseException' });
    await t.resolves(callAcm('DeleteCertificate', { CertificateArn: one }));
    await call('DeleteListener', { ListenerArn });
    await t.resolves(callAcm('DeleteCertificate', { CertificateArn: main }));
  });
});

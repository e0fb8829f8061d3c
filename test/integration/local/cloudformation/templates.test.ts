import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import { readTemplate } from '../../../../cli/install/template.ts';
import { projectRoot } from '../../../../lib/root.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { clean, openMachine } from './machine.ts';

const RACK = 't-cfn';
const PORT = 18_431;
const template = (name: string) => readFileSync(join(projectRoot, 'templates', name), 'utf8');

/** One line of perl that answers every request with a text. */
const server = (text: string) => `exec perl -e '
use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalPort => 3000, Listen => 50, ReuseAddr => 1) or die;
while (my $c = $s->accept) { while (<$c>) { last if /^\\r?\\n$/ }
print $c "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: ${text.length}\\r\\n\\r\\n${text}"; close $c }'`;

t.test('the templates of a rack, on the services of this machine', async (t) => {
  await clean(RACK);
  const machine = await openMachine(RACK);
  t.teardown(machine.close);
  const parameters = (values: Record<string, string>) =>
    Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
  const timed = async (what: string, StackName: string) => {
    const begun = performance.now();
    const stack = await machine.rests(StackName);
    t.comment(`${what}: ${Math.round(performance.now() - begun)} ms`);
    return stack;
  };

  const ends = async (t: { equal: (found: string, wanted: string) => boolean }, stack: Input, status: string) => {
    if (!t.equal(stack.StackStatus, status)) console.error((await machine.events(stack.StackId)).join('\n'));
  };

  let outputs: Record<string, string> = {};
  await t.test('rack.yml becomes a rack', async (t) => {
    await machine.stacks('CreateStack', {
      StackName: RACK,
      TemplateBody: readTemplate('rack').body,
      Parameters: parameters({ Development: 'Yes', Domain: 'localhost', HttpPort: String(PORT) }),
      Capabilities: ['CAPABILITY_IAM'],
    });
    const stack = await timed('rack created', RACK);
    await ends(t, stack, 'CREATE_COMPLETE');
    outputs = Object.fromEntries(
      stack.Outputs.map((one: { OutputKey: string; OutputValue: string }) => [one.OutputKey, one.OutputValue]),
    );
    t.match(outputs, {
      Cluster: RACK,
      Domain: 'localhost',
      HttpPort: String(PORT),
      Vpc: /^vpc-/,
      Listener: /:listener\/app\//,
    });
    t.equal((await fetch(`http://127.0.0.1:${PORT}/`)).status, 404);
    t.equal(
      (await machine.callAws('kinesis', 'DescribeStreamSummary', { StreamName: outputs.LogStream }))
        .StreamDescriptionSummary.StreamStatus,
      'ACTIVE',
    );
  });

  // server/deploy adds this DependsOn, because ECS wants a target group that a balancer uses.
  const app = template('process.yml').replace('  Service:\n', '  Service:\n    DependsOn: ListenerRule\n');
  const release = (text: string, command = server(text)) => ({
    StackName: `${RACK}-app`,
    TemplateBody: app,
    Parameters: parameters({
      Rack: RACK,
      App: 'app',
      Listener: outputs.Listener!,
      Domain: outputs.Domain!,
      ExecutionRole: 'arn:aws:iam::000000000000:role/x',
      TaskRole: 'arn:aws:iam::000000000000:role/x',
      Process: 'web',
      Release: `R${text}`,
      Commit: 'c',
      Image: machine.config.baseImage,
      CommandLine: command,
      Port: '3000',
      Memory: '64',
    }),
  });

  await t.test('process.yml becomes an app that answers', async (t) => {
    await machine.stacks('CreateStack', release('one'));
    const stack = await timed('app created', `${RACK}-app`);
    await ends(t, stack, 'CREATE_COMPLETE');
    t.equal((await get('app.localhost', PORT)).body, 'one');
  });

  await t.test('an update replaces it', async (t) => {
    await machine.stacks('UpdateStack', release('two'));
    const stack = await timed('app updated', `${RACK}-app`);
    await ends(t, stack, 'UPDATE_COMPLETE');
    t.equal((await get('app.localhost', PORT)).body, 'two');
  });

  await t.test('a release that ends at once is rolled back, the old one answering', async (t) => {
    await machine.stacks('UpdateStack', release('three', 'exit 3'));
    const stack = await timed('bad release rolled back', `${RACK}-app`);
    await ends(t, stack, 'UPDATE_ROLLBACK_COMPLETE');
    t.ok(
      (await machine.events(`${RACK}-app`)).some((line) =>
        line.includes('ECS Deployment Circuit Breaker was triggered'),
      ),
    );
    t.equal((await get('app.localhost', PORT)).body, 'two');
  });

  await t.test('a cancelled release is rolled back', async (t) => {
    await machine.stacks('UpdateStack', release('four', 'sleep 1000'));
    while (!(await machine.events(`${RACK}-app`))[0]?.startsWith('Service UPDATE_IN_PROGRESS'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    await machine.stacks('CancelUpdateStack', { StackName: `${RACK}-app` });
    const stack = await timed('cancelled release rolled back', `${RACK}-app`);
    await ends(t, stack, 'UPDATE_ROLLBACK_COMPLETE');
    t.equal((await get('app.localhost', PORT)).body, 'two');
  });

  await t.test('all of it is deleted', async (t) => {
    await t.rejects(machine.stacks('DeleteStack', { StackName: RACK }), { message: /is in use by/ });
    for (const name of [`${RACK}-app`, RACK]) {
      const { StackId } = (await machine.stacks('DescribeStacks', { StackName: name })).Stacks[0];
      await machine.stacks('DeleteStack', { StackName: name });
      const stack = await timed(`${name} deleted`, StackId);
      await ends(t, stack, 'DELETE_COMPLETE');
    }
    t.same(
      (await machine.callAws('ec2', 'DescribeVpcs', {})).Vpcs.filter((vpc: { IsDefault?: boolean }) => !vpc.IsDefault),
      [],
    );
    t.same((await machine.callAws('kinesis', 'ListStreams', {})).StreamNames, []);
  });
});

/** fetch does not let its caller choose the Host header. */
function get(host: string, port: number): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', headers: { host } }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    sent.on('error', reject).end();
  });
}

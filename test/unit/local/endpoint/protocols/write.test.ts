import t from 'tap';
import { ec2Protocol } from '../../../../../local/endpoint/protocols/ec2.ts';
import { writeJson } from '../../../../../local/endpoint/protocols/json.ts';
import { queryProtocol } from '../../../../../local/endpoint/protocols/query.ts';
import { AwsError, type Service } from '../../../../../local/endpoint/service.ts';

const at = new Date('2026-11-22T21:31:00.250Z');
const service = (signingName: string, version: string) =>
  ({ signingName, version, protocol: 'query', operations: {} }) satisfies Service;
const cloudformation = service('cloudformation', '2010-05-15');

t.test('query answers have a result, lists of members, and metadata', async (t) => {
  const output = { Stacks: [{ Name: 'a<b>&"', At: at, Gone: undefined, Yes: false, N: 0 }], Empty: [], Text: '' };
  t.equal(
    queryProtocol.write(cloudformation, 'DescribeStacks', output, 'id').body,
    '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>' +
      '<Stacks><member><Name>a&lt;b&gt;&amp;&quot;</Name><At>2026-11-22T21:31:00.250Z</At><Yes>false</Yes><N>0</N></member></Stacks>' +
      '<Empty/><Text/></DescribeStacksResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DescribeStacksResponse>\n',
  );
  t.match(queryProtocol.write(cloudformation, 'DeleteStack', undefined, 'id').body, /2010-05-15\/"><ResponseMetadata>/);
});

t.test('query errors carry whose fault they are; characters that XML forbids are replaced', async (t) => {
  const body = queryProtocol.writeError(cloudformation, new AwsError('ValidationError', 'no \u0000 <b>'), 'id').body;
  t.match(body, '<Error><Type>Sender</Type><Code>ValidationError</Code><Message>no \ufffd &lt;b&gt;</Message></Error>');
});

t.test('EC2 has its own names', async (t) => {
  const ec2 = service('ec2', '2016-11-15');
  const groups = [{ GroupName: 'g', Description: 'd', IpPermissions: [{ UserIdGroupPairs: [{ Description: 'x' }] }] }];
  t.match(
    ec2Protocol.write(ec2, 'DescribeSecurityGroups', { SecurityGroups: groups }, 'id').body,
    '<securityGroupInfo><item><groupName>g</groupName><groupDescription>d</groupDescription><ipPermissions><item>' +
      '<groups><item><description>x</description></item></groups></item></ipPermissions></item></securityGroupInfo>',
  );
  const body = Buffer.from('Action=DescribeVpcs&VpcId.1=v&Filter.1.Name=n&Filter.1.Value.1=a&Filter.1.Value.2=b');
  const request = { method: 'POST', path: '/', query: '', headers: {}, body };
  const { operation, input } = ec2Protocol.read(request, ec2);
  t.equal(operation, 'DescribeVpcs');
  t.strictSame(input(), { VpcIds: ['v'], Filters: [{ Name: 'n', Values: ['a', 'b'] }] });
});

t.test('JSON has dates as seconds and blobs as base64', async (t) => {
  const output = { At: at, Data: Buffer.from('hello'), List: [{ At: at }], Gone: undefined, Null: null };
  t.equal(writeJson(output), '{"At":1795383060.25,"Data":"aGVsbG8=","List":[{"At":1795383060.25}],"Null":null}');
});

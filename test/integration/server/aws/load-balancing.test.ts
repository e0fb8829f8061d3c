import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import t from 'tap';
import { Balancer } from '../../../../server/aws/load-balancing.ts';
import { EndpointProcess } from '../../local/endpoint/endpoint-process.ts';

const PORT = 18_976;

t.test('what a load balancer carries, and may', async (t) => {
  const endpoint = await EndpointProcess.start();
  const elb = new ElasticLoadBalancingV2Client(endpoint.client);
  const ec2 = new EC2Client(endpoint.client);
  t.teardown(async () => {
    elb.destroy();
    ec2.destroy();
    await endpoint.clean();
  });
  const listener = await makeListener(ec2, elb);
  const groups = await Promise.all(['one', 'two'].map((name) => makeGroup(elb, name)));
  const usage = async () => (await new Balancer(elb).usage(listener)).map(({ carried }) => carried);

  t.same(await usage(), [0, 0], 'the default rule is not counted');
  for (const [at, group] of [groups[0], groups[0], groups[1]].entries()) {
    await elb.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: at + 1,
        Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [`${at}.localhost`] } }],
        Actions: [{ Type: 'forward', TargetGroupArn: group }],
      }),
    );
  }
  t.same(await new Balancer(elb).usage(listener), [
    { what: 'rules', carried: 3, most: 100, quota: 'Rules per Application Load Balancer' },
    { what: 'target groups', carried: 2, most: 100, quota: 'Target Groups per Application Load Balancer' },
  ]);

  const gone = await makeGroup(elb, 'gone');
  await elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: gone }));
  t.same(await new Balancer(elb).targets(gone), [], 'a group that is gone has no targets');
});

// Private

async function makeListener(ec2: EC2Client, elb: ElasticLoadBalancingV2Client): Promise<string> {
  const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const { InternetGatewayId } = InternetGateway!;
  await ec2.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId }));
  const subnet = async (at: number, AvailabilityZone: string) => {
    const command = new CreateSubnetCommand({ VpcId, CidrBlock: `10.0.${at}.0/24`, AvailabilityZone });
    return (await ec2.send(command)).Subnet!.SubnetId!;
  };
  const Subnets = [await subnet(0, 'us-east-1a'), await subnet(1, 'us-east-1b')];
  const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand({ Name: 'rack', Subnets }));
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers![0]!.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: PORT,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  return Listeners![0]!.ListenerArn!;
}

async function makeGroup(elb: ElasticLoadBalancingV2Client, Name: string): Promise<string> {
  const { TargetGroups } = await elb.send(new CreateTargetGroupCommand({ Name, Protocol: 'HTTP', Port: 80 }));
  return TargetGroups![0]!.TargetGroupArn!;
}

import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { SERVER } from '../ecs/rack.ts';

/** Makes a stack with a web server that answers `text` behind a listener on this port of the router: cluster `c`, service `web`. */
export async function createAppStack(
  client: ConstructorParameters<typeof CloudFormationClient>[0],
  port: number,
  text: string,
): Promise<void> {
  const cloudFormation = new CloudFormationClient(client ?? {});
  const TemplateBody = JSON.stringify({ Resources: resources(port, text) });
  await cloudFormation.send(new CreateStackCommand({ StackName: 'app', TemplateBody, OnFailure: 'DO_NOTHING' }));
  const pace = { minDelay: 1, maxDelay: 1, maxWaitTime: 120 };
  await waitUntilStackCreateComplete({ client: cloudFormation, ...pace }, { StackName: 'app' });
  cloudFormation.destroy();
}

// Private

const ref = (Ref: string) => ({ Ref });

function resources(port: number, text: string) {
  const subnet = (zone: number) =>
    resource('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: `10.0.${zone}.0/24`, ...inZone(zone) });
  const forward = [{ Type: 'forward', TargetGroupArn: ref('Group') }];
  const container = { ContainerName: 'web', ContainerPort: 8000 };
  return {
    Vpc: resource('EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
    One: subnet(0),
    Two: subnet(1),
    Balancer: resource('ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal',
      Subnets: [ref('One'), ref('Two')],
    }),
    Group: resource('ElasticLoadBalancingV2::TargetGroup', {
      VpcId: ref('Vpc'),
      Port: 8000,
      Protocol: 'HTTP',
      TargetType: 'ip',
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }],
    }),
    Listener: resource('ElasticLoadBalancingV2::Listener', {
      LoadBalancerArn: ref('Balancer'),
      Port: port,
      Protocol: 'HTTP',
      DefaultActions: forward,
    }),
    Cluster: resource('ECS::Cluster', { ClusterName: 'c' }),
    Definition: resource('ECS::TaskDefinition', { Family: 'web', ContainerDefinitions: [webContainer(text)] }),
    Service: {
      ...resource('ECS::Service', {
        ServiceName: 'web',
        Cluster: ref('Cluster'),
        TaskDefinition: ref('Definition'),
        DesiredCount: 1,
        LoadBalancers: [{ ...container, TargetGroupArn: ref('Group') }],
      }),
      DependsOn: 'Listener',
    },
  };
}

function resource(type: string, Properties: object) {
  return { Type: `AWS::${type}`, Properties };
}

function inZone(zone: number) {
  return { AvailabilityZone: { 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] } };
}

function webContainer(text: string) {
  return {
    Name: 'web',
    Image: 'rack/debian:bookworm',
    Memory: 64,
    Command: ['perl', '-e', SERVER],
    Environment: [{ Name: 'TEXT', Value: text }],
    PortMappings: [{ ContainerPort: 8000 }],
    StopTimeout: 2,
    LinuxParameters: { InitProcessEnabled: true },
  };
}

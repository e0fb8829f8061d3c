/** What the rack of an estate has: a network, a balancer with one listener, a cluster; its values are exported, as templates/rack.yml does. */
export function rackTemplate(port: number): string {
  const subnet = (block: string, zone: number) => ({
    Type: 'AWS::EC2::Subnet',
    Properties: {
      VpcId: ref('Vpc'),
      CidrBlock: block,
      AvailabilityZone: { 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] },
    },
  });
  const exported = (name: string, Value: object) => ({ Value, Export: { Name: `bench:${name}` } });
  return JSON.stringify({
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Left: subnet('10.0.0.0/24', 0),
      Right: subnet('10.0.1.0/24', 1),
      Gateway: { Type: 'AWS::EC2::InternetGateway' },
      Attachment: {
        Type: 'AWS::EC2::VPCGatewayAttachment',
        Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') },
      },
      Balancer: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        DependsOn: 'Attachment',
        Properties: { Subnets: [ref('Left'), ref('Right')] },
      },
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          LoadBalancerArn: ref('Balancer'),
          Port: port,
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
        },
      },
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'bench' } },
    },
    Outputs: {
      Vpc: exported('Vpc', ref('Vpc')),
      Cluster: exported('Cluster', ref('Cluster')),
      Listener: exported('Listener', ref('Listener')),
    },
  });
}

/** An app as templates/app.yml and process.yml make it: repository, two roles, one process; a web process has a target group and a rule. */
export function appTemplate(web: boolean): string {
  return JSON.stringify({
    Parameters: { App: { Type: 'String' }, Release: { Type: 'String' }, Priority: { Type: 'Number', Default: 1 } },
    Resources: {
      Repository: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: { 'Fn::Sub': 'bench/${App}' } } },
      ExecutionRole: role([{ PolicyName: 'start-a-copy', PolicyDocument: statement('secretsmanager:GetSecretValue') }]),
      TaskRole: role([]),
      TaskDefinition: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: ref('App'),
          ExecutionRoleArn: attribute('ExecutionRole', 'Arn'),
          TaskRoleArn: attribute('TaskRole', 'Arn'),
          ContainerDefinitions: [
            {
              Name: 'web',
              Image: { 'Fn::Sub': '${Repository.RepositoryUri}:latest' },
              MemoryReservation: 64,
              Memory: 512,
              Environment: [{ Name: 'RACK_RELEASE', Value: ref('Release') }],
              PortMappings: [{ ContainerPort: 3000, HostPort: 0 }],
              LinuxParameters: { InitProcessEnabled: true },
            },
          ],
        },
      },
      Service: {
        Type: 'AWS::ECS::Service',
        ...(web && { DependsOn: 'Rule' }),
        Properties: {
          ServiceName: ref('App'),
          Cluster: imported('Cluster'),
          TaskDefinition: ref('TaskDefinition'),
          DesiredCount: 0,
          DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
          ...(web && {
            LoadBalancers: [{ ContainerName: 'web', ContainerPort: 3000, TargetGroupArn: ref('Group') }],
          }),
        },
      },
      ...(web && WEB),
    },
    Outputs: { RepositoryUri: { Value: attribute('Repository', 'RepositoryUri') } },
  });
}

// Private

const WEB = {
  Group: {
    Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Properties: { VpcId: imported('Vpc'), TargetType: 'instance', Protocol: 'HTTP', Port: 80 },
  },
  Rule: {
    Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    Properties: {
      ListenerArn: imported('Listener'),
      Priority: ref('Priority'),
      Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [{ 'Fn::Sub': '${App}.bench' }] } }],
      Actions: [{ Type: 'forward', TargetGroupArn: ref('Group') }],
    },
  },
};

function ref(name: string) {
  return { Ref: name };
}

function attribute(resource: string, name: string) {
  return { 'Fn::GetAtt': [resource, name] };
}

function imported(name: string) {
  return { 'Fn::ImportValue': `bench:${name}` };
}

function role(Policies: object[]) {
  const Principal = { Service: 'ecs-tasks.amazonaws.com' };
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] };
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, Policies } };
}

function statement(Action: string) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
}

import type { Difference } from '../differences.ts';

export const ec2: readonly Difference[] = [
  {
    in: ['DescribeAvailabilityZones: those of the region'],
    what: [
      'only local: .AvailabilityZones[].GroupName "us-east-1"',
      'only local: .AvailabilityZones[].NetworkBorderGroup "us-east-1"',
      'only local: .AvailabilityZones[].OptInStatus "opt-in-not-required"',
    ],
    right: 'local',
    source: 'AvailabilityZone: groupName, networkBorderGroup, optInStatus.',
  },
  {
    in: ['DescribeAvailabilityZones: those of the region'],
    what: ['.AvailabilityZones[].ZoneId: local "use1-az1", moto "use1-az6"'],
    right: 'both',
    source: 'Which zone an id means differs from account to account (User Guide, AZ IDs); the form is the same.',
  },
  {
    in: ['CreateSubnet: in a zone'],
    what: ['.Subnet.AvailabilityZoneId: local "use1-az1", moto "use1-az6"'],
    right: 'both',
    source: 'Which zone an id means differs from account to account (User Guide, AZ IDs); the form is the same.',
  },
  {
    in: ['DescribeSubnets: of the network'],
    what: ['.Subnets[].AvailabilityZoneId: local "use1-az1", moto "use1-az6"'],
    right: 'both',
    source: 'Which zone an id means differs from account to account (User Guide, AZ IDs); the form is the same.',
  },
  {
    in: ['CreateSubnet: in a zone'],
    what: ['only local: .Subnet.EnableDns64 false'],
    right: 'local',
    source: 'Subnet: enableDns64.',
  },
  {
    in: ['DescribeSubnets: of the network'],
    what: ['only local: .Subnets[].EnableDns64 false'],
    right: 'local',
    source: 'Subnet: enableDns64.',
  },
  {
    in: ['DescribeVpcs: no network'],
    what: ["message: local 'The vpc ID 'vpc-#' does not exist', moto 'VpcID {'vpc-#'} does not exist.'"],
    right: 'local',
    source: "EC2's own sentence for an id that is not there: The <resource> ID '<id>' does not exist.",
  },
  {
    in: ['CreateSubnet: no network', 'DeleteVpc: again'],
    what: ["message: local 'The vpc ID 'vpc-#' does not exist', moto 'VpcID vpc-# does not exist.'"],
    right: 'local',
    source: "EC2's own sentence for an id that is not there: The <resource> ID '<id>' does not exist.",
  },
  {
    in: ['AttachInternetGateway: no gateway'],
    what: [
      "message: local 'The internetGateway ID 'igw-#' does not exist', moto 'InternetGatewayID igw-# does not exist.'",
    ],
    right: 'local',
    source: "EC2's own sentence for an id that is not there: The <resource> ID '<id>' does not exist.",
  },
  {
    in: ['AuthorizeSecurityGroupIngress: no group', 'DeleteSecurityGroup: again'],
    what: [
      "message: local 'The security group ID 'sg-#' does not exist', moto 'The security group 'sg-#' does not exist'",
    ],
    right: 'local',
    source: "EC2's own sentence for an id that is not there: The <resource> ID '<id>' does not exist.",
  },
  {
    in: ['DescribeSecurityGroups: no group'],
    what: [
      "message: local 'The security group ID 'sg-#' does not exist', moto 'The security group '{'sg-#'}' does not exist'",
    ],
    right: 'local',
    source: "EC2's own sentence for an id that is not there: The <resource> ID '<id>' does not exist.",
  },
  {
    in: ['AttachInternetGateway: again'],
    what: [
      "message: local 'resource igw-# is already attached to a network.', moto 'Resource igw-# is already associated.'",
    ],
    right: 'both',
    source: 'The codes are the same; the sentences are not documented.',
  },
  {
    in: ['DescribeInternetGateways: attached'],
    what: [".InternetGateways[].Attachments[].State is 'available', none of the enum"],
    right: 'local',
    source:
      'InternetGatewayAttachment: the state is available when attached, though botocore takes the enum of attachments to VPCs.',
  },
  {
    in: ['CreateRoute: again'],
    what: [
      "message: local 'The route identified by 0.0.0.0/0 already exists.', moto 'The route identified by 0.0.0.0/0 already exists'",
    ],
    right: 'local',
    source: 'RouteAlreadyExists: the sentence ends with a full stop, as logs of Terraform have it.',
  },
  {
    in: ['CreateSecurityGroup: a name that is taken'],
    what: [
      "message: local 'The security group 'web' already exists for VPC 'vpc-#'', moto 'The security group 'web' already exists'",
    ],
    right: 'local',
    source: "CreateSecurityGroup: the security group 'name' already exists for VPC 'id'.",
  },
  {
    in: ['AuthorizeSecurityGroupIngress: the web', 'DescribeSecurityGroupRules: of the group'],
    what: ['only local: .SecurityGroupRules[].GroupOwnerId "123456789012"'],
    right: 'local',
    source: 'SecurityGroupRule: groupOwnerId.',
  },
  {
    in: ['AuthorizeSecurityGroupIngress: again'],
    what: [
      `message: local 'the specified rule "peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW" already exists', moto 'The specified rule already exists'`,
    ],
    right: 'local',
    source: 'InvalidPermission.Duplicate names the peer and the ports of the rule.',
  },
  {
    in: ['DeleteSecurityGroup: the one'],
    what: ['only local: .Return true'],
    right: 'local',
    source: 'DeleteSecurityGroup, Response Elements: return.',
  },
  {
    in: ['DetachInternetGateway: again'],
    what: [
      "message: local 'resource igw-# is not attached to network vpc-#', moto 'InternetGatewayID igw-# is not attached to a VPC vpc-#.'",
    ],
    right: 'both',
    source: 'The codes are the same; the sentences are not documented.',
  },
  {
    in: ['CreateSubnet: nothing said'],
    what: ['code: local MissingParameter, moto InvalidVpcID.NotFound'],
    right: 'local',
    source: 'Client error codes: MissingParameter, before anything is looked up.',
  },
];

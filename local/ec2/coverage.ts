import type { Coverage } from '../coverage/coverage.ts';

const NETWORK = 'Traffic flows over one Docker network, whatever stands here.';
const TOKENS = 'Client tokens are not looked at.';

/** How far EC2's operations go: a network that is checked for references and deletion order, and carries nothing. */
export const coverage: Coverage<'ec2'> = {
  partial: {
    CreateTags: 'Only of the resources that are served here.',
    DeleteTags: 'Only of the resources that are served here.',
    DescribeAvailabilityZones: 'Three zones, all of which are this machine.',
    DescribeTags: 'Only of the resources that are served here.',
  },
  inert: {
    AllocateAddress: [
      'Addresses of 203.0.113.0/24, where nothing is.',
      'They serve only NAT gateways: there are no instances to associate them with.',
    ],
    AssociateRouteTable: NETWORK,
    AttachInternetGateway: NETWORK,
    AuthorizeSecurityGroupEgress: 'Rules filter nothing.',
    AuthorizeSecurityGroupIngress: 'Rules filter nothing.',
    CreateInternetGateway: NETWORK,
    CreateLaunchTemplate: ['No instance is launched; what is in a template is not checked.', TOKENS],
    CreateLaunchTemplateVersion: ['No instance is launched; what is in a version is not checked.', TOKENS],
    CreateNatGateway: [
      NETWORK,
      'Of one address. Where AWS would make a gateway that fails, the call is refused.',
      TOKENS,
    ],
    CreateNetworkInterface: NETWORK,
    CreateRoute: [NETWORK, 'To internet and NAT gateways; prefix lists are only shown, in the routes of endpoints.'],
    CreateRouteTable: NETWORK,
    CreateSecurityGroup:
      'Groups filter nothing. Load balancers have no network interfaces here, so they do not hold their groups.',
    CreateSubnet: [NETWORK, 'Load balancers have no network interfaces here, so they do not hold their subnets.'],
    CreateVpc: NETWORK,
    CreateVpcEndpoint: [NETWORK, 'Gateway and interface, of the services that a rack may use.', TOKENS],
    DeleteLaunchTemplate: 'With all its versions, which are not deleted singly.',
    ModifyLaunchTemplate: 'The default version.',
    ModifyNetworkInterfaceAttribute: 'The security groups.',
    ModifySubnetAttribute: NETWORK,
    ModifyVpcAttribute: 'Names are not resolved, whatever is set.',
    ModifyVpcEndpoint: NETWORK,
    ReplaceRoute: NETWORK,
    RevokeSecurityGroupEgress: 'Rules filter nothing.',
    RevokeSecurityGroupIngress: 'Rules filter nothing.',
  },
};

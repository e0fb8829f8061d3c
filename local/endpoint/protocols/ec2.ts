import type { Input } from '../service.ts';
import { parseForm } from './form.ts';
import type { Protocol } from './protocol.ts';
import { queryProtocol } from './query.ts';
import { element, members } from './xml.ts';

/** The query protocol's older sibling that only EC2 speaks: its own names for lists, no `<Result>` element. */
export const ec2Protocol: Protocol = {
  read({ body }, service) {
    const { Action, Version, ...input } = parseForm(body.toString());
    const known = Version === undefined || Version === service.version;
    return { operation: known ? String(Action) : `${Action} for version ${Version}`, input: () => plural(input) };
  },

  write(service, operation, output, requestId) {
    const inside = element('requestId', requestId, NAMING) + members(output ?? { Return: true }, NAMING);
    const root = `${operation}Response`;
    const xmlns = `http://ec2.amazonaws.com/doc/${service.version}/`;
    return xml(`<${root} xmlns="${xmlns}">${inside}</${root}>`);
  },

  writeError(_service, error, requestId) {
    const errors = element('Errors', { Error: { Code: error.code, Message: error.message } }, AS_IS);
    return xml(`<Response>${errors}${element('RequestID', requestId, AS_IS)}</Response>`);
  },

  refusals: {
    ...queryProtocol.refusals,
    denied: { code: 'UnauthorizedOperation', status: 403 },
    'unknown-key': { code: 'AuthFailure', status: 401 },
  },
};

// Private

/** The lists whose elements are not called after the list's name. */
const LISTS: Record<string, string> = {
  Addresses: 'addressesSet',
  Associations: 'associationSet',
  Attachments: 'attachmentSet',
  AvailabilityZones: 'availabilityZoneInfo',
  BlockDeviceMappings: 'blockDeviceMappingSet',
  CidrBlockAssociationSet: 'cidrBlockAssociationSet',
  DnsEntries: 'dnsEntrySet',
  Groups: 'groupSet',
  InternetGateways: 'internetGatewaySet',
  LaunchTemplateVersions: 'launchTemplateVersionSet',
  NatGatewayAddresses: 'natGatewayAddressSet',
  NatGateways: 'natGatewaySet',
  NetworkInterfaceIds: 'networkInterfaceIdSet',
  NetworkInterfaces: 'networkInterfaceSet',
  PrivateIpAddresses: 'privateIpAddressesSet',
  PropagatingVgws: 'propagatingVgwSet',
  RouteTableIds: 'routeTableIdSet',
  RouteTables: 'routeTableSet',
  Routes: 'routeSet',
  SecurityGroupIds: 'securityGroupIdSet',
  SecurityGroupRules: 'securityGroupRuleSet',
  SecurityGroups: 'securityGroupInfo',
  SubnetIds: 'subnetIdSet',
  Subnets: 'subnetSet',
  TagSpecifications: 'tagSpecificationSet',
  Tags: 'tagSet',
  UserIdGroupPairs: 'groups',
  VpcEndpoints: 'vpcEndpointSet',
  Vpcs: 'vpcSet',
};

const NAMING = {
  // A launch template's interfaces have ids of groups where all others have groups.
  item: (list: string, item: unknown) => (list === 'groupSet' && typeof item === 'string' ? 'groupId' : 'item'),
  member: (name: string, isList: boolean, owner: object) =>
    (isList && LISTS[name]) || oddMember(name, owner) || name.charAt(0).toLowerCase() + name.slice(1),
};
const AS_IS = { item: () => 'item', member: (name: string) => name };

/** The two members whose element is not the name with a small first letter, and only in one kind of owner. */
function oddMember(name: string, owner: object): string | undefined {
  if (name === 'Description' && 'GroupName' in owner) return 'groupDescription';
  return name === 'State' && 'ZoneName' in owner ? 'zoneState' : undefined;
}

/** On the wire a list has the name of one of its items (`Filter.1`); the API's name, which operations read, is plural. */
function plural(value: unknown): Input {
  if (Array.isArray(value)) return value.map(plural);
  if (typeof value !== 'object' || value === null) return value as Input;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [apiName(name, each), plural(each)]));
}

function apiName(name: string, value: unknown): string {
  if (!Array.isArray(value)) return name;
  if (name === 'Groups') return 'UserIdGroupPairs';
  if (name === 'ResourceId') return 'Resources';
  return name.endsWith('s') ? name : `${name}s`;
}

function xml(body: string) {
  return { contentType: 'text/xml;charset=UTF-8', body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

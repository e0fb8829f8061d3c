import { pick, unlessGone } from './answers.ts';
import { deleteBy, ec2Tags, findTagged, retag, tolerating } from './ec2-call.ts';
import type { Context, Handler, Made, Properties } from './handler.ts';

/** AWS::EC2::RouteTable. */
export const routeTable: Handler = {
  serves: ['Tags', 'VpcId'],
  attributes: ['RouteTableId'],
  replacedBy: ['VpcId'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = { VpcId: properties.VpcId, ...ec2Tags('route-table', properties, context) };
      return (await context.callAws('ec2', 'CreateRouteTable', input)).RouteTable.RouteTableId;
    });
    return { physicalId: id, attributes: { RouteTableId: id } };
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    await retag(id, properties, previous, context);
    return { physicalId: id, attributes: { RouteTableId: id } };
  },
  delete: (_, context) => deleteBy('DeleteRouteTable', 'RouteTableId', context),
  findsOwn: true,
  find: (_, context) => findTagged('DescribeRouteTables', 'RouteTables', 'RouteTableId', context),
};

const WHERE_TO = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock'];
const DESTINATION = ['RouteTableId', ...WHERE_TO];
const ROUTE = [...DESTINATION, 'GatewayId', 'NatGatewayId', 'InstanceId', 'NetworkInterfaceId', 'VpcEndpointId'];

/** AWS::EC2::Route. */
export const route: Handler = {
  serves: ROUTE,
  attributes: ['CidrBlock'],
  replacedBy: DESTINATION,
  async create(properties, context) {
    await context.once(async () => {
      await tolerating(/^RouteAlreadyExists$/, context, 'CreateRoute', pick(properties, ROUTE));
      return madeRoute(properties).physicalId;
    });
    return madeRoute(properties);
  },
  async update(properties, context) {
    await context.callAws('ec2', 'ReplaceRoute', pick(properties, ROUTE));
    return madeRoute(properties);
  },
  async delete(properties, context) {
    await unlessGone(context.callAws('ec2', 'DeleteRoute', pick(properties, DESTINATION)));
  },
  async find(properties, context) {
    const { RouteTables } = await context.callAws('ec2', 'DescribeRouteTables', {});
    const table = RouteTables.find((one: Properties) => one.RouteTableId === properties.RouteTableId);
    const isIt = (one: Properties) => WHERE_TO.every((name) => one[name] === properties[name]);
    return table?.Routes?.some(isIt) ? madeRoute(properties).physicalId : undefined;
  },
};

/** AWS::EC2::SubnetRouteTableAssociation. */
export const subnetRouteTableAssociation: Handler = {
  serves: ['RouteTableId', 'SubnetId'],
  attributes: ['Id'],
  // AWS deletes before it creates here: another table is given in place, by another association behind the same name.
  replacedBy: ['SubnetId'],
  async create(properties, context) {
    const id = await context.once(() => associate(properties, context));
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(properties, context) {
    const made = await associationOf(properties, context);
    if (made === undefined) await deleteBy('DisassociateRouteTable', 'AssociationId', context);
    const id = made ?? (await associate(properties, context));
    return { physicalId: id, attributes: { Id: id } };
  },
  delete: (_, context) => deleteBy('DisassociateRouteTable', 'AssociationId', context),
  find: associationOf,
};

// Private

async function associate(properties: Properties, { callAws }: Context): Promise<string> {
  const input = pick(properties, ['RouteTableId', 'SubnetId']);
  return (await callAws('ec2', 'AssociateRouteTable', input)).AssociationId;
}

async function associationOf(properties: Properties, { callAws }: Context): Promise<string | undefined> {
  const { RouteTables } = await callAws('ec2', 'DescribeRouteTables', {});
  const table = RouteTables.find((one: Properties) => one.RouteTableId === properties.RouteTableId);
  const association = table?.Associations?.find((one: Properties) => one.SubnetId === properties.SubnetId);
  return association?.RouteTableAssociationId;
}

function madeRoute(properties: Properties): Made {
  const block = properties.DestinationCidrBlock ?? properties.DestinationIpv6CidrBlock;
  return { physicalId: `${properties.RouteTableId}|${block}`, attributes: { CidrBlock: block } };
}

import { createHash } from 'node:crypto';
import type { Config } from '../config.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { checkCidr } from './cidr.ts';
import { select } from './filters.ts';
import { dependency, type Network, newId, type Route, type RouteTable } from './resources.ts';
import { tagsFor } from './tags.ts';

/** The operations on route tables, their routes, and the subnets that use them. */
export function routeTableOperations(network: Network, config: Config): Record<string, Operation> {
  const { routeTables: tables, vpcs, subnets, gateways, natGateways, endpoints } = network;
  return {
    CreateRouteTable(input) {
      const { VpcId, CidrBlock } = vpcs.get(input.VpcId);
      const RouteTableId = newId('rtb');
      const Routes = [{ DestinationCidrBlock: CidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable' as const }];
      const Tags = tagsFor(input, 'route-table');
      return {
        RouteTable: describe(
          tables.put(RouteTableId, { RouteTableId, VpcId, Main: false, Routes, Associations: [], Tags }),
        ),
      };
    },
    DescribeRouteTables(input) {
      for (const id of input.RouteTableIds ?? []) tables.get(id);
      return { RouteTables: select(tables.list().map(describe), input.RouteTableIds, 'RouteTableId', input) };
    },
    DeleteRouteTable({ RouteTableId }) {
      const { Main, Associations } = tables.get(RouteTableId);
      if (Main || Associations.length > 0) throw dependency('routeTable', RouteTableId);
      // Gateway endpoints stay without it.
      for (const { VpcEndpointId, RouteTableIds } of endpoints.list())
        endpoints.change(VpcEndpointId, { RouteTableIds: RouteTableIds.filter((id) => id !== RouteTableId) });
      tables.remove(RouteTableId);
      return undefined;
    },
    CreateRoute(input) {
      const table = tables.get(input.RouteTableId);
      const route = toRoute(input, table);
      if (table.Routes.some(to(route))) throw routeExists(route.DestinationCidrBlock);
      tables.change(table.RouteTableId, { Routes: [...table.Routes, route] });
      return { Return: true };
    },
    ReplaceRoute(input) {
      const { RouteTableId, VpcId, Routes } = tableWithRoute(input);
      const route = toRoute(input, { RouteTableId, VpcId });
      tables.change(RouteTableId, { Routes: [...Routes.filter((each) => !to(route)(each)), route] });
      return undefined;
    },
    DeleteRoute(input) {
      const { RouteTableId, Routes } = tableWithRoute(input);
      tables.change(RouteTableId, { Routes: Routes.filter((each) => !to(input)(each)) });
      return undefined;
    },
    AssociateRouteTable({ RouteTableId, SubnetId }) {
      const { Associations } = tables.get(RouteTableId);
      subnets.get(SubnetId);
      if (tables.list().some((table) => table.Associations.some((each) => each.SubnetId === SubnetId))) {
        throw associated(SubnetId);
      }
      const AssociationId = newId('rtbassoc');
      const association = { RouteTableAssociationId: AssociationId, SubnetId };
      tables.change(RouteTableId, { Associations: [...Associations, association] });
      return { AssociationId, AssociationState: { State: 'associated' } };
    },
    DisassociateRouteTable({ AssociationId }) {
      const has = (table: RouteTable) => table.Associations.some((a) => a.RouteTableAssociationId === AssociationId);
      const table = tables.list().find(has);
      if (!table || table.Main) throw noAssociation(AssociationId);
      const Associations = table.Associations.filter((a) => a.RouteTableAssociationId !== AssociationId);
      tables.change(table.RouteTableId, { Associations });
      return undefined;
    },
  };

  function toRoute({ DestinationCidrBlock, GatewayId, NatGatewayId }: Input, table: Input): Route {
    checkCidr('DestinationCidrBlock', DestinationCidrBlock);
    const route = { DestinationCidrBlock, Origin: 'CreateRoute' as const };
    if (NatGatewayId && !GatewayId) {
      if (!natGateways.has(NatGatewayId)) throw noNatGateway(NatGatewayId);
      return { ...route, NatGatewayId };
    }
    // Of all else that a route can lead to, only internet gateways are recorded here.
    if (!gateways.has(GatewayId ?? '')) throw noGateway(GatewayId);
    if (gateways.get(GatewayId).VpcId !== table.VpcId) throw otherNetwork(table.RouteTableId, GatewayId);
    return { ...route, GatewayId };
  }

  /** Routes that lead nowhere any more, and those that gateway endpoints have put into the table. */
  function describeRoutes({ RouteTableId, Routes }: RouteTable): object[] {
    const leads = ({ GatewayId = '', NatGatewayId = '' }: Route) =>
      GatewayId === 'local' || gateways.has(GatewayId) || natGateways.has(NatGatewayId);
    const ofEndpoints = endpoints
      .list()
      .filter(({ RouteTableIds }) => RouteTableIds.includes(RouteTableId))
      .map(({ VpcEndpointId, ServiceName }) => ({
        DestinationPrefixListId: prefixListOf(ServiceName),
        GatewayId: VpcEndpointId,
        Origin: 'CreateRoute',
        State: 'active',
      }));
    return [...Routes.map((route) => ({ ...route, State: leads(route) ? 'active' : 'blackhole' })), ...ofEndpoints];
  }

  function tableWithRoute(input: Input): RouteTable {
    const table = tables.get(input.RouteTableId);
    if (table.Routes.some(to(input))) return table;
    const message = `no route with destination-cidr-block ${input.DestinationCidrBlock} in route table ${table.RouteTableId}`;
    throw new AwsError('InvalidRoute.NotFound', message);
  }

  function describe(table: RouteTable) {
    const { RouteTableId, VpcId, Main, Associations, Tags } = table;
    return {
      Associations: Associations.map((each) => ({
        Main,
        RouteTableAssociationId: each.RouteTableAssociationId,
        RouteTableId,
        SubnetId: each.SubnetId,
        AssociationState: { State: 'associated' },
      })),
      PropagatingVgws: [],
      RouteTableId,
      Routes: describeRoutes(table),
      Tags,
      VpcId,
      OwnerId: config.account,
    };
  }
}

// Private

/** True for routes to the same destination. */
function to({ DestinationCidrBlock }: Input): (route: { DestinationCidrBlock: string }) => boolean {
  return (route) => route.DestinationCidrBlock === DestinationCidrBlock;
}

function routeExists(block: string): AwsError {
  return new AwsError('RouteAlreadyExists', `The route identified by ${block} already exists.`);
}

function associated(subnet: string): AwsError {
  return new AwsError('Resource.AlreadyAssociated', `The subnet ${subnet} is already associated with a route table.`);
}

function noAssociation(id: string): AwsError {
  return new AwsError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
}

function noNatGateway(id: string): AwsError {
  return new AwsError('InvalidNatGatewayID.NotFound', `The natGateway ID '${id}' does not exist`);
}

function otherNetwork(table: string, gateway: string): AwsError {
  const message = `route table ${table} and network gateway ${gateway} belong to different networks`;
  return new AwsError('InvalidParameterValue', message);
}

/** AWS's list of a service's addresses; here only its id, the same for the same service. */
function prefixListOf(service: string): string {
  return `pl-${createHash('sha256').update(service).digest('hex').slice(0, 8)}`;
}

function noGateway(id: string | undefined): AwsError {
  if (id === undefined)
    return new AwsError('MissingParameter', 'Here a route needs the parameter GatewayId or NatGatewayId.');
  return new AwsError('InvalidInternetGatewayID.NotFound', `The internetGateway ID '${id}' does not exist`);
}

import type { Config } from '../config.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { select } from './filters.ts';
import { dependency, type Network, newId, type RouteTable } from './resources.ts';
import { tagsFor } from './tags.ts';
import { checkCidr } from './vpcs.ts';

/** The operations on route tables, their routes, and the subnets that use them. */
export function routeTableOperations(network: Network, config: Config): Record<string, Operation> {
  const { routeTables: tables, vpcs, subnets, gateways } = network;
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
      tables.remove(RouteTableId);
      return undefined;
    },
    CreateRoute(input) {
      const table = tables.get(input.RouteTableId);
      const route = toRoute(input);
      if (table.Routes.some(to(route))) throw routeExists(route.DestinationCidrBlock);
      tables.change(table.RouteTableId, { Routes: [...table.Routes, route] });
      return { Return: true };
    },
    ReplaceRoute(input) {
      const route = toRoute(input);
      const { RouteTableId, Routes } = tableWithRoute(input);
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

  function toRoute({ DestinationCidrBlock, GatewayId }: Input) {
    checkCidr('DestinationCidrBlock', DestinationCidrBlock);
    // Of all that a route can lead to, only internet gateways are recorded here.
    if (!gateways.has(GatewayId ?? '')) throw noGateway(GatewayId);
    return { DestinationCidrBlock, GatewayId, Origin: 'CreateRoute' as const };
  }

  function tableWithRoute(input: Input): RouteTable {
    const table = tables.get(input.RouteTableId);
    if (table.Routes.some(to(input))) return table;
    const message = `no route with destination-cidr-block ${input.DestinationCidrBlock} in route table ${table.RouteTableId}`;
    throw new AwsError('InvalidRoute.NotFound', message);
  }

  function describe({ RouteTableId, VpcId, Main, Routes, Associations, Tags }: RouteTable) {
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
      Routes: Routes.map((route) => ({ ...route, State: 'active' })),
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

function noGateway(id: string | undefined): AwsError {
  if (id === undefined) return new AwsError('MissingParameter', 'Here a route needs the parameter GatewayId.');
  return new AwsError('InvalidInternetGatewayID.NotFound', `The internetGateway ID '${id}' does not exist`);
}

import type { Config } from '../config.ts';
import type { Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { addressOperations } from './addresses.ts';
import { coverage } from './coverage.ts';
import { internetGatewayOperations } from './internet-gateways.ts';
import { launchTemplateOperations } from './launch-templates.ts';
import { natGatewayOperations } from './nat-gateways.ts';
import { networkInterfaceOperations } from './network-interfaces.ts';
import { openNetwork } from './resources.ts';
import { routeTableOperations } from './route-tables.ts';
import { securityGroupOperations } from './security-groups.ts';
import { subnetOperations } from './subnets.ts';
import { tagOperations } from './tags.ts';
import { vpcEndpointOperations } from './vpc-endpoints.ts';
import { vpcOperations } from './vpcs.ts';
import { zoneOperations } from './zones.ts';

/** EC2: the network around a rack is recorded and listed, inert. Traffic here flows over one Docker network. */
export function createEc2({ config, database }: { config: Config; database: Database }): Service {
  const network = openNetwork(database);
  return {
    signingName: 'ec2',
    protocol: 'ec2',
    version: '2016-11-15',
    coverage,
    operations: {
      ...zoneOperations(config),
      ...vpcOperations(network, config),
      ...subnetOperations(network, config),
      ...internetGatewayOperations(network, config),
      ...routeTableOperations(network, config),
      ...securityGroupOperations(network, config),
      ...networkInterfaceOperations(network, config),
      ...addressOperations(network, config),
      ...natGatewayOperations(network),
      ...vpcEndpointOperations(network, config),
      ...launchTemplateOperations(network, config),
      ...tagOperations(network),
    },
  };
}

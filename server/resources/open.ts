import type { Clients } from '../aws/clients.ts';
import { Stacks } from '../aws/cloudformation.ts';
import { CacheSnapshots } from '../aws/elasticache.ts';
import { DatabaseSnapshots } from '../aws/rds.ts';
import { Secrets } from '../aws/secrets.ts';
import { Templates } from '../aws/templates.ts';
import type { Config } from '../config.ts';
import { Provisioner } from './provisioner.ts';

/** Makes the provisioner of this rack. */
export function openProvisioner({ rack, templateBucket, appsRole }: Config, clients: Clients): Provisioner {
  return new Provisioner({
    rack,
    stacks: new Stacks(clients.cloudFormation, new Templates(clients.s3, templateBucket), appsRole),
    secrets: new Secrets(clients.secrets),
    snapshots: { rds: new DatabaseSnapshots(clients.databases), elasticache: new CacheSnapshots(clients.caches) },
  });
}

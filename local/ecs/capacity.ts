import { AwsError, type Input } from '../endpoint/service.ts';
import { nameIn } from './arns.ts';
import type { Ecs } from './ecs.ts';
import { wholeNumber } from './lookup.ts';
import type { CapacityProvider, Cluster, StrategyItem } from './model.ts';

const MOST_WEIGHT = 1000;
const MOST_BASE = 100_000;

/** The provider that a request names by name or ARN and that is not gone; undefined when there is none. */
export function findCapacityProvider({ store }: Ecs, nameOrArn: string): CapacityProvider | undefined {
  const provider = store.capacityProviders.get(nameIn(nameOrArn));
  return provider?.status === 'ACTIVE' ? provider : undefined;
}

/** As `findCapacityProvider`; throws what AWS throws when there is none. */
export function existingCapacityProvider(ecs: Ecs, nameOrArn: string): CapacityProvider {
  const provider = findCapacityProvider(ecs, nameOrArn);
  return (
    provider ??
    refuse('The specified capacity provider was not found. Specify a valid capacity provider and try again.')
  );
}

/** The capacity members of a request about a cluster, checked. */
export function clusterCapacity(
  ecs: Ecs,
  input: Input,
): Required<Pick<Cluster, 'capacityProviders' | 'defaultStrategy'>> {
  const names: string[] = input.capacityProviders ?? [];
  const capacityProviders = names.map((name) => existingCapacityProvider(ecs, name).name);
  return {
    capacityProviders,
    defaultStrategy: strategyOf(input.defaultCapacityProviderStrategy ?? [], { capacityProviders }),
  };
}

/**
 * Where a service or task is to run: the strategy that the request or else its cluster names, or undefined for the
 * launch type EC2. Throws what AWS answers to a request that names both, or what is not there.
 */
export function strategyFor(cluster: Cluster, input: Input): StrategyItem[] | undefined {
  checkLaunchType(input);
  const isAsked = input.capacityProviderStrategy?.length > 0;
  if (isAsked && input.launchType) {
    refuse('Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.');
  }
  const strategy = isAsked ? strategyOf(input.capacityProviderStrategy, cluster) : defaultFor(cluster, input);
  if (strategy && input.schedulingStrategy === 'DAEMON') {
    refuse(
      'Specifying a capacity provider strategy is not supported when you create a service using the DAEMON scheduling strategy.',
    );
  }
  return strategy;
}

/** A strategy of a request, checked against the providers of its cluster. */
export function strategyOf(
  items: Input[],
  { capacityProviders = [] }: Pick<Cluster, 'capacityProviders'>,
): StrategyItem[] {
  const strategy = items.map(({ capacityProvider, weight, base }) => ({
    capacityProvider: nameIn(capacityProvider ?? ''),
    weight: bounded(weight, 'weight', MOST_WEIGHT),
    base: bounded(base, 'base', MOST_BASE),
  }));
  if (strategy.some((item) => !capacityProviders.includes(item.capacityProvider))) {
    refuse(
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the ' +
        'cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.',
    );
  }
  if (strategy.filter(({ base }) => base > 0).length > 1) {
    refuse(
      'The specified capacity provider strategy cannot contain more than one capacity provider with a base value.',
    );
  }
  return strategy;
}

/** Whether a service or a task that has not stopped uses the provider, in one cluster or in any. */
export function isInUse({ store }: Ecs, provider: string, cluster?: string): boolean {
  const here = (each: { cluster: string }) => cluster === undefined || each.cluster === cluster;
  const uses = (strategy: StrategyItem[] | undefined) =>
    strategy?.some(({ capacityProvider }) => capacityProvider === provider) ?? false;
  return (
    store.services.all().some((each) => here(each) && each.status !== 'INACTIVE' && uses(each.strategy)) ||
    store.tasks.all().some((each) => here(each) && each.lastStatus !== 'STOPPED' && each.capacityProvider === provider)
  );
}

// Private

function defaultFor({ defaultStrategy = [] }: Cluster, input: Input): StrategyItem[] | undefined {
  if (input.launchType || defaultStrategy.length === 0) return undefined;
  if (defaultStrategy.some(({ weight, base }) => weight > 0 || base > 0)) return defaultStrategy;
  return refuse(
    'There are no capacity providers with a weight value greater than zero defined in the default capacity provider ' +
      'strategy. At least one capacity provider must have a weight value greater than zero specified. Update the ' +
      "cluster's default capacity provider strategy or specify a valid capacity provider strategy and try again.",
  );
}

function checkLaunchType({ launchType }: Input): void {
  if (launchType && launchType !== 'EC2') refuse(`Launch type ${launchType} is not served by this endpoint.`);
}

function bounded(value: unknown, name: string, most: number): number {
  const number = wholeNumber(value, name) ?? 0;
  if (number <= most) return number;
  return refuse(`The ${name} of a capacity provider must be from 0 to ${most}, and is ${number}.`);
}

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}

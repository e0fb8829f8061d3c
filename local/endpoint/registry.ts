import { AwsError, type CallAws, type Operation, type Service } from './service.ts';
import { unavailable } from './unavailable.ts';

/** The services of this endpoint by their signing names. */
export interface Registry {
  add(service: Service): void;
  find(signingName: string): Service | undefined;
  /** How one service uses another, in process: the same operations, shapes and errors as over the wire. */
  readonly callAws: CallAws;
}

/** Runs what one call does at once, that is before its first wait, as one change of the state: all of it or nothing. */
export type Atomically = <T>(work: () => T) => T;

/**
 * An empty registry. Services get its `callAws` before all are added, and call it only once they are started. With `atomically`
 * every operation is one transaction, up to its first wait.
 */
export function createRegistry(atomically: Atomically = (work) => work()): Registry {
  const services = new Map<string, Service>();
  return {
    add: (service) => void services.set(service.signingName, whole(service, atomically)),
    find: (signingName) => services.get(signingName),
    callAws: async (signingName, operation, input) => {
      const service = services.get(signingName);
      if (!service || !Object.hasOwn(service.operations, operation)) throw unknown(signingName, operation);
      try {
        return await service.operations[operation]?.(input);
      } catch (error) {
        throw unavailable(error) ?? error;
      }
    },
  };
}

// Private

function whole(service: Service, atomically: Atomically): Service {
  const entries = Object.entries(service.operations);
  const operations = entries.map(([name, operation]): [string, Operation] => [
    name,
    (input) => atomically(() => operation(input)),
  ]);
  return { ...service, operations: Object.fromEntries(operations) };
}

function unknown(signingName: string, operation: string): AwsError {
  return new AwsError('InvalidAction', `Could not find operation ${operation} of the service ${signingName}.`);
}

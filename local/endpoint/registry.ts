import { AwsError, type CallAws, type Service } from './service.ts';

/** The services of this endpoint by their signing names. */
export interface Registry {
  add(service: Service): void;
  find(signingName: string): Service | undefined;
  /** How one service uses another, in process: the same operations, shapes and errors as over the wire. */
  readonly callAws: CallAws;
}

/** An empty registry. Services get its `callAws` before all are added, and call it only once they are started. */
export function createRegistry(): Registry {
  const services = new Map<string, Service>();
  return {
    add: (service) => void services.set(service.signingName, service),
    find: (signingName) => services.get(signingName),
    callAws: async (signingName, operation, input) => {
      const service = services.get(signingName);
      if (!service || !Object.hasOwn(service.operations, operation)) throw unknown(signingName, operation);
      return service.operations[operation]?.(input);
    },
  };
}

// Private

function unknown(signingName: string, operation: string): AwsError {
  return new AwsError('InvalidAction', `Could not find operation ${operation} of the service ${signingName}.`);
}

import { AwsError, type Operation } from '../../endpoint/service.ts';
import { required } from '../lookup.ts';

/** Refuses: without Cloud Map there is no namespace. */
export const listServicesByNamespace = (): Operation => (input) => {
  required(input.namespace, 'namespace');
  throw new AwsError('NamespaceNotFoundException', 'The specified namespace was not found.');
};

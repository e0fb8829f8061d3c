import type { BalancingOperation } from '../balancing.ts';
import { operationNotPermitted, validationError } from '../errors.ts';
import { certificateArnsIn } from '../listener-security.ts';

/** The default certificate stays; one that the listener does not have is no error, as on AWS. */
export const removeListenerCertificates: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const listener = balancing.listener(input);
  const arns = certificateArnsIn(input);
  if (arns.length === 0) throw validationError('At least one certificate must be specified');
  if (arns.some((arn) => arn === listener.certificates[0]))
    throw operationNotPermitted('Default certificate cannot be removed from a listener');
  state.listeners.save({ ...listener, certificates: listener.certificates.filter((arn) => !arns.includes(arn)) });
  await balancing.settleOr(() => void state.listeners.save(listener));
  return {};
};

import type { BalancingOperation } from '../balancing.ts';
import { validationError } from '../errors.ts';
import { isSecure } from '../kinds.ts';
import { refuseCertificatesBeyond } from '../limits.ts';
import { certificateArnsIn, refuseUnknown } from '../listener-security.ts';

/** A certificate that the listener has already is no error, as on AWS. */
export const addListenerCertificates: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const limits = await balancing.limits();
  const listener = balancing.listener(input);
  if (!isSecure(listener.protocol)) throw notForListener(listener.protocol);
  const arns = certificateArnsIn(input);
  if (arns.length !== 1) throw validationError('Exactly one certificate must be specified');
  refuseUnknown(balancing, arns);
  const certificates = [...new Set([...listener.certificates, ...arns])];
  refuseCertificatesBeyond(state, limits, listener, certificates);
  state.listeners.save({ ...listener, certificates });
  await balancing.settleOr(() => void state.listeners.save(listener));
  return { Certificates: arns.map((CertificateArn) => ({ CertificateArn, IsDefault: false })) };
};

// Private

const notForListener = (protocol: string) =>
  validationError(`Certificates cannot be specified for ${protocol} listeners`);

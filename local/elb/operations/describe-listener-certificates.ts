import type { BalancingOperation } from '../balancing.ts';
import { page } from '../input.ts';

/** The default certificate first, which is told apart only here. */
export const describeListenerCertificates: BalancingOperation = (balancing) => (input) => {
  const { certificates } = balancing.listener(input);
  const all = certificates.map((CertificateArn, index) => ({ CertificateArn, IsDefault: index === 0 }));
  const { items, ...next } = page(all, input);
  return { Certificates: items, ...next };
};

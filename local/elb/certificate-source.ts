/** A certificate as the proxy presents it, with a name that changes whenever its content does. */
export interface Presented {
  name: string;
  /** Certificate, chain and private key. */
  pem: string;
}

/** Where certificates come from. As on AWS, private keys reach load balancers by a way that no operation has. */
export interface CertificateSource {
  /** What to present for a certificate; undefined when there is none of that ARN. */
  presented(arn: string): Presented | undefined;
  /** `follower` is told of every certificate whose content was replaced, and resolves when that is presented. */
  onReplace(follower: (arn: string) => Promise<void>): void;
}

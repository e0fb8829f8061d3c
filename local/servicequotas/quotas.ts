/** A quota as AWS has it, before anybody asked for more. */
export interface DefaultQuota {
  service: string;
  code: string;
  name: string;
  value: number;
  /** Whether AWS grants more. */
  adjustable: boolean;
}

/** The services whose quotas are enforced here. */
export const SERVICE_NAMES: Readonly<Record<string, string>> = {
  elasticloadbalancing: 'Elastic Load Balancing (ELB)',
};

/**
 * The quotas that local/ enforces and whose codes AWS publishes, with their values in a new account: those of the user guides of
 * Application and Network Load Balancers ("Quotas for your …").
 */
export const QUOTAS: readonly DefaultQuota[] = [
  ...of('elasticloadbalancing', {
    'L-53DA6B97': ['Application Load Balancers per Region', 50, true],
    'L-69A177A2': ['Network Load Balancers per Region', 50, true],
    'L-B6DF7632': ['Listeners per Application Load Balancer', 50, true],
    'L-57A373D6': ['Listeners per Network Load Balancer', 50, false],
    'L-7EED9B64': ['Rules per Application Load Balancer', 100, true],
    'L-B22855CB': ['Target Groups per Region', 3000, true],
    'L-822D1B1B': ['Target Groups per Application Load Balancer', 100, false],
    'L-A0D0B863': ['Targets per Target Group per Region', 1000, true],
    'L-7E6692B2': ['Targets per Application Load Balancer', 1000, true],
    'L-EEF1AD04': ['Targets per Network Load Balancer', 3000, true],
  }),
];

// Private

function of(
  service: string,
  quotas: Record<string, [name: string, value: number, adjustable: boolean]>,
): DefaultQuota[] {
  return Object.entries(quotas).map(([code, [name, value, adjustable]]) => ({
    service,
    code,
    name,
    value,
    adjustable,
  }));
}

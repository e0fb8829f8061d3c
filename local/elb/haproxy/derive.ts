import { idOf } from '../arns.ts';
import type { CertificateSource } from '../certificate-source.ts';
import { isNetwork, isSecure } from '../kinds.ts';
import { TCP_IDLE_TIMEOUT } from '../listener-attributes.ts';
import type { Action, Attributes, Listener, WeightedGroup } from '../model.ts';
import type { State } from '../state.ts';
import { answerBackend, serversBackend } from './backends.ts';
import { fieldsOf } from './fields.ts';
import type { Backend, Choice, Routing } from './routing.ts';
import { tlsOf } from './tls.ts';

/** The routing that a state wants. */
export function routingOf(state: State, certificates: CertificateSource, gateway?: string): Routing {
  const backends = new Map<string, Backend>();
  const frontends = state.listeners.all().map((listener) => {
    const attributes = state.loadBalancers.get(listener.loadBalancerArn)?.attributes ?? {};
    const ways = new Ways(state, backends, listener, idleTimeout(listener, attributes));
    return {
      name: `listener_${idOf(listener.arn)}`,
      protocol: listener.protocol,
      port: listener.port,
      gateway,
      idleTimeout: ways.idleTimeout,
      tls: tlsOf(listener, attributes, certificates),
      fields: fieldsOf(listener, attributes),
      rules: state
        .rulesOf(listener.arn)
        .map(({ arn, priority, conditions, actions }) => ({ priority, conditions, backend: ways.to(arn, actions) })),
      defaultBackend: ways.to(listener.arn, listener.actions),
      choices: ways.choices,
      logs: attributes['access_logs.s3.enabled'] === 'true',
    };
  });
  return { frontends, backends: [...backends.values()] };
}

// Private

const idleTimeout = ({ protocol, attributes }: Listener, ofBalancer: Attributes) =>
  Number(isNetwork(protocol) ? attributes[TCP_IDLE_TIMEOUT] : ofBalancer['idle_timeout.timeout_seconds']);

/** Finds and makes the backends that the actions under one listener lead to. */
class Ways {
  readonly choices: Choice[] = [];
  readonly idleTimeout: number;
  private readonly state: State;
  private readonly backends: Map<string, Backend>;
  private readonly listener: Listener;

  constructor(state: State, backends: Map<string, Backend>, listener: Listener, idle: number) {
    this.state = state;
    this.backends = backends;
    this.listener = listener;
    this.idleTimeout = idle;
  }

  /** The name of the backend, or of the choice among several, that a rule's actions lead to. */
  to(ruleArn: string, actions: Action[]): string {
    const action = actions.at(-1) as Action;
    if (action.kind !== 'forward') return this.answer(ruleArn, action);
    const ways = action.groups.filter(({ weight }) => weight > 0).flatMap((group) => this.group(group));
    if (ways.length <= 1) return ways[0]?.backend ?? this.answer(ruleArn, NOWHERE);
    const name = `choice_${idOf(ruleArn)}`;
    this.choices.push({ name, ways, stickySeconds: action.stickySeconds });
    return name;
  }

  // Private

  private group({ arn, weight }: WeightedGroup): Choice['ways'] {
    const group = this.state.targetGroups.get(arn);
    if (!group) return [];
    const backend = serversBackend(group, this.state.targetsOf(arn), this.idleTimeout);
    this.backends.set(backend.name, backend);
    return [{ backend: backend.name, weight }];
  }

  private answer(ruleArn: string, action: Exclude<Action, { kind: 'forward' }>): string {
    const backend = answerBackend(ruleArn, action, isSecure(this.listener.protocol) ? 'https' : 'http');
    this.backends.set(backend.name, backend);
    return backend.name;
  }
}

/** What answers where no target group is left. */
const NOWHERE: Exclude<Action, { kind: 'forward' }> = {
  kind: 'fixed-response',
  status: 503,
  contentType: 'text/plain',
  body: '',
};

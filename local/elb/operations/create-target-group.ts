import { AwsError, type Input } from '../../endpoint/service.ts';
import { targetGroupArn } from '../arns.ts';
import { defaultsOf } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';
import { notOneOf, notSupported, validationError } from '../errors.ts';
import { healthCheckIn } from '../health/settings.ts';
import { integer, required, text } from '../input.ts';
import { isNetwork, isServed, type Protocol, type ProtocolVersion } from '../kinds.ts';
import { refuseTargetGroupsBeyond } from '../limits.ts';
import type { TargetGroup } from '../model.ts';
import { tagsIn } from '../tags.ts';
import { targetGroupAttributes } from '../target-group-attributes.ts';
import { targetGroupView } from '../views.ts';

/** Places for targets in the proxy to begin with: a rolling deployment of four copies fits. */
const SLOTS = 8;

export const createTargetGroup: BalancingOperation = (balancing) => async (input) => {
  const { config, state } = balancing;
  const name = nameIn(input);
  const limits = await balancing.limits();
  if (state.targetGroups.where((known) => known.name === name).length > 0) {
    throw new AwsError('DuplicateTargetGroupName', `A target group with the same name '${name}' exists`);
  }
  refuseTargetGroupsBeyond(state, limits);
  const protocol = protocolIn(input);
  const kind = { protocol, protocolVersion: versionIn(input, protocol), targetType: targetTypeIn(input) };
  const group = state.targetGroups.save({
    arn: targetGroupArn(config, name),
    name,
    ...kind,
    port: portIn(input),
    vpcId: text(input.VpcId),
    healthCheck: healthCheckIn(input, kind),
    slots: SLOTS,
    attributes: defaultsOf(targetGroupAttributes(kind)),
    tags: tagsIn(input),
  });
  return { TargetGroups: [targetGroupView(group, state)] };
};

// Private

function nameIn(input: Input): string {
  const name = required(input, 'Name');
  if (/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) return name;
  throw validationError(`The target group name '${name}' is not valid`);
}

function portIn(input: Input): TargetGroup['port'] {
  const port = integer(input, 'Port', [1, 65535]);
  if (port === undefined) throw validationError('A port must be specified');
  return port;
}

const PROTOCOLS = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC'];

function protocolIn(input: Input): Protocol {
  const protocol = text(input.Protocol);
  if (protocol === undefined) throw validationError('A protocol must be specified');
  if (!PROTOCOLS.includes(protocol)) throw notOneOf('protocol', protocol, PROTOCOLS);
  if (!isServed(protocol)) throw notSupported(`A target group with the protocol '${protocol}'`);
  return protocol;
}

const VERSIONS = ['HTTP1', 'HTTP2', 'GRPC'];

function versionIn(input: Input, protocol: Protocol): ProtocolVersion | undefined {
  const version = text(input.ProtocolVersion);
  if (isNetwork(protocol)) {
    if (version === undefined) return undefined;
    throw validationError(`You cannot specify a protocol version for target groups with the ${protocol} protocol`);
  }
  if (version === undefined || VERSIONS.includes(version)) return (version ?? 'HTTP1') as ProtocolVersion;
  throw validationError(`Protocol version '${version}' must be one of '${VERSIONS.join(', ')}'`);
}

const TARGET_TYPES = ['instance', 'ip', 'lambda', 'alb'];

function targetTypeIn(input: Input): string {
  const type = text(input.TargetType) ?? 'instance';
  if (!TARGET_TYPES.includes(type)) throw notOneOf('targetType', type, TARGET_TYPES);
  if (type === 'lambda' || type === 'alb') throw notSupported(`The target type '${type}'`);
  return type;
}

import { AwsError, type Input } from '../../endpoint/service.ts';
import { targetGroupArn } from '../arns.ts';
import { defaultsOf, TARGET_GROUP_ATTRIBUTES } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';
import { notSupported, validationError } from '../errors.ts';
import { DEFAULT_HEALTH_CHECK, healthCheckIn } from '../health/settings.ts';
import { integer, required, text } from '../input.ts';
import { tagsIn } from '../tags.ts';
import { targetGroupView } from '../views.ts';

/** Places for targets in the proxy to begin with: a rolling deployment of four copies fits. */
const SLOTS = 8;

export const createTargetGroup: BalancingOperation =
  ({ config, state }) =>
  (input) => {
    const name = nameIn(input);
    refuseWhatWeCannot(input);
    const port = integer(input, 'Port', [1, 65535]);
    if (port === undefined) throw validationError('A port must be specified');
    const group = state.targetGroups.put({
      arn: targetGroupArn(config, name),
      name,
      port,
      vpcId: text(input.VpcId),
      targetType: text(input.TargetType) ?? 'instance',
      healthCheck: healthCheckIn(input, DEFAULT_HEALTH_CHECK),
      slots: SLOTS,
      attributes: defaultsOf(TARGET_GROUP_ATTRIBUTES),
      tags: tagsIn(input),
    });
    return { TargetGroups: [targetGroupView(group, state)] };

    function nameIn(members: Input): string {
      const wanted = required(members, 'Name');
      if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(wanted)) {
        throw validationError(`The target group name '${wanted}' is not valid`);
      }
      if (state.targetGroups.where((known) => known.name === wanted).length === 0) return wanted;
      throw new AwsError('DuplicateTargetGroupName', `A target group with the same name '${wanted}' exists`);
    }
  };

// Private

function refuseWhatWeCannot(input: Input): void {
  if ((text(input.Protocol) ?? 'HTTP') !== 'HTTP')
    throw notSupported(`A target group with the protocol '${input.Protocol}'`);
  if ((text(input.ProtocolVersion) ?? 'HTTP1') !== 'HTTP1') throw notSupported('A ProtocolVersion other than HTTP1');
  if (['lambda', 'alb'].includes(input.TargetType)) throw notSupported(`The target type '${input.TargetType}'`);
}

import type { Handler, HandlerTable } from './handler.ts';

/** A place for signals: nothing is made on AWS either until a WaitCondition, which is not served, waits for them. */
const waitConditionHandle: Handler = {
  serves: [],
  attributes: ['Id'],
  replacedBy: [],
  async create(_, context) {
    const id = await context.once(async () => signalAddress(context));
    return { physicalId: id, attributes: { Id: id } };
  },
  delete: async () => {},
};

/** AWS::CloudFormation::*. */
export const cloudFormationHandlers: HandlerTable = {
  'AWS::CloudFormation::WaitConditionHandle': waitConditionHandle,
};

// Private

function signalAddress({ region, stackName, logicalId, token }: Parameters<Handler['create']>[1]): string {
  const host = `cloudformation-waitcondition-${region}.s3.${region}.amazonaws.com`;
  return `https://${host}/${stackName}/${token}/${logicalId}`;
}

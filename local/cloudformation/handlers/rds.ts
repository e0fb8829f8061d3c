import { unlessGone } from './answers.ts';
import type { Context, Handler, HandlerTable, Properties } from './handler.ts';
import { rds, rdsArn, retagRds } from './rds-call.ts';
import { dbInstance } from './rds-instance.ts';

const subnetGroup: Handler = {
  serves: ['DBSubnetGroupDescription', 'DBSubnetGroupName', 'SubnetIds', 'Tags'],
  attributes: [],
  replacedBy: ['DBSubnetGroupName'],
  async create(properties, context) {
    const DBSubnetGroupName = nameOf(properties.DBSubnetGroupName, context);
    const id = await context.once(async () => {
      const { DBSubnetGroupDescription, SubnetIds } = properties;
      const input = { DBSubnetGroupName, DBSubnetGroupDescription, SubnetIds, Tags: context.tags(properties.Tags) };
      return (await rds(context, 'CreateDBSubnetGroup', input)).DBSubnetGroup.DBSubnetGroupName;
    });
    return { physicalId: id, attributes: {} };
  },
  async update(properties, context, previous) {
    const DBSubnetGroupName = context.physicalId as string;
    const { DBSubnetGroupDescription, SubnetIds } = properties;
    await rds(context, 'ModifyDBSubnetGroup', { DBSubnetGroupName, DBSubnetGroupDescription, SubnetIds });
    await retagRds(rdsArn('subgrp', DBSubnetGroupName, context), properties, previous, context);
    return { physicalId: DBSubnetGroupName, attributes: {} };
  },
  async delete(_, context) {
    await unlessGone(rds(context, 'DeleteDBSubnetGroup', { DBSubnetGroupName: context.physicalId }));
  },
  async find({ DBSubnetGroupName: given }, context) {
    const input = { DBSubnetGroupName: nameOf(given, context) };
    return (await unlessGone(rds(context, 'DescribeDBSubnetGroups', input)))?.DBSubnetGroups[0].DBSubnetGroupName;
  },
};

const parameterGroup: Handler = {
  serves: ['DBParameterGroupName', 'Description', 'Family', 'Parameters', 'Tags'],
  attributes: [],
  replacedBy: ['DBParameterGroupName', 'Description', 'Family'],
  async create(properties, context) {
    const DBParameterGroupName = nameOf(properties.DBParameterGroupName, context);
    await context.once(async () => {
      const { Description, Family: DBParameterGroupFamily } = properties;
      const input = { DBParameterGroupName, Description, DBParameterGroupFamily, Tags: context.tags(properties.Tags) };
      return (await rds(context, 'CreateDBParameterGroup', input)).DBParameterGroup.DBParameterGroupName;
    });
    await setParameters(DBParameterGroupName, properties, {}, context);
    return { physicalId: DBParameterGroupName, attributes: {} };
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    await setParameters(id, properties, previous, context);
    await retagRds(rdsArn('pg', id, context), properties, previous, context);
    return { physicalId: id, attributes: {} };
  },
  async delete(_, context) {
    await unlessGone(rds(context, 'DeleteDBParameterGroup', { DBParameterGroupName: context.physicalId }));
  },
  async find({ DBParameterGroupName: given }, context) {
    const input = { DBParameterGroupName: nameOf(given, context) };
    const answer = await unlessGone(rds(context, 'DescribeDBParameterGroups', input));
    return answer?.DBParameterGroups[0].DBParameterGroupName;
  },
};

/** AWS::RDS::*. */
export const rdsHandlers: HandlerTable = {
  'AWS::RDS::DBInstance': dbInstance,
  'AWS::RDS::DBSubnetGroup': subnetGroup,
  'AWS::RDS::DBParameterGroup': parameterGroup,
};

// Private

/** Names are kept in small letters. */
function nameOf(given: string | undefined, context: Context): string {
  return (given ?? context.name(255)).toLowerCase();
}

async function setParameters(DBParameterGroupName: string, next: Properties, last: Properties, context: Context) {
  const { Parameters: wanted = {} } = next;
  const Parameters = Object.entries(wanted).map(([ParameterName, ParameterValue]) => ({
    ParameterName,
    ParameterValue,
  }));
  if (Parameters.length > 0) await rds(context, 'ModifyDBParameterGroup', { DBParameterGroupName, Parameters });
  const gone = Object.keys(last.Parameters ?? {}).filter((name) => !(name in wanted));
  const unset = gone.map((ParameterName) => ({ ParameterName }));
  if (unset.length > 0) await rds(context, 'ResetDBParameterGroup', { DBParameterGroupName, Parameters: unset });
}

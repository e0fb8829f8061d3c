import { type CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';

/** The names of a rack's resources in the account: those of the stacks whose parameters name it and a resource. */
export async function resourceNames(client: CloudFormationClient, rack: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName, Parameters = [] } of Stacks) {
      const value = (key: string) => Parameters.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue;
      const name = value('Name');
      if (value('Rack') === rack && name && StackName === `${rack}-resource-${name}`) found.push(name);
    }
  }
  return found.sort();
}

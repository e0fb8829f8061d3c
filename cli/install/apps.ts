import { type CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';

/** An app of a rack, as far as its stack tells. */
export interface AppStackInfo {
  app: string;
  stack: string;
  status: string;
}

/** The app stacks of a rack in the account: those whose parameters name it and an app. */
export async function appStacks(client: CloudFormationClient, rack: string): Promise<AppStackInfo[]> {
  const found: AppStackInfo[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName = '', StackStatus = '', Parameters = [] } of Stacks) {
      const value = (key: string) => Parameters.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue;
      const app = value('App');
      if (value('Rack') === rack && app) found.push({ app, stack: StackName, status: StackStatus });
    }
  }
  return found.sort((a, b) => a.app.localeCompare(b.app));
}

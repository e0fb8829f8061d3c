/** Why and how one attribute or property of a resource would change, in the words of DescribeChangeSet. */
export interface ChangeDetail {
  Target: { Attribute: string; Name?: string; RequiresRecreation: 'Never' | 'Conditionally' | 'Always' };
  /** Dynamic: only the execution shows whether the value really becomes another. */
  Evaluation: 'Static' | 'Dynamic';
  ChangeSource: 'ResourceReference' | 'ParameterReference' | 'ResourceAttribute' | 'DirectModification';
  CausingEntity?: string;
}

/** What would happen to one resource, in the words of DescribeChangeSet. */
export interface Change {
  PolicyAction?: `${'' | 'ReplaceAnd'}${'Delete' | 'Retain' | 'Snapshot'}`;
  Action: 'Add' | 'Modify' | 'Remove';
  LogicalResourceId: string;
  PhysicalResourceId?: string | undefined;
  ResourceType: string;
  Replacement?: 'True' | 'False' | 'Conditional';
  Scope: string[];
  Details: ChangeDetail[];
}

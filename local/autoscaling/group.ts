import { AwsError } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { openDocuments } from '../store/documents.ts';

export interface Tag {
  Key: string;
  Value: string;
  PropagateAtLaunch: boolean;
}

/** A launch template and the version of it that a group is to launch. */
export interface LaunchTemplateSpecification {
  LaunchTemplateId: string;
  LaunchTemplateName: string;
  Version: string;
}

export interface Group {
  name: string;
  arn: string;
  created: string;
  MinSize: number;
  MaxSize: number;
  DesiredCapacity: number;
  NewInstancesProtectedFromScaleIn: boolean;
  /** What is only recorded, by its names in the API. */
  settings: Record<string, unknown>;
  template: LaunchTemplateSpecification;
  /** This machine, while it counts as the group's. */
  instance?: { ProtectedFromScaleIn: boolean; template: LaunchTemplateSpecification } | undefined;
  tags: Tag[];
}

/** The groups by name. This machine is the instance of the oldest one that wants any. */
export class Groups {
  private readonly documents;

  constructor(database: Database) {
    this.documents = openDocuments<Group>(database, 'autoscaling_group');
  }

  has(name: string): boolean {
    return this.documents.find(name) !== undefined;
  }

  /** By name or ARN. */
  get(nameOrArn: string): Group {
    const name = nameOf(nameOrArn);
    const group = this.documents.find(name);
    if (group) return group;
    throw validationError(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
  }

  list(): Group[] {
    return this.documents.list();
  }

  /** Records a group, which may give the machine to it or to another. */
  put(group: Group): void {
    this.documents.put(group.name, group);
    this.assign();
  }

  change(name: string, changes: Partial<Group>): void {
    this.put({ ...this.get(name), ...changes });
  }

  remove(name: string): void {
    this.documents.remove(name);
    this.assign();
  }

  // Private

  private assign(): void {
    const lets = ({ DesiredCapacity, instance }: Group) => DesiredCapacity === 0 && !instance?.ProtectedFromScaleIn;
    for (const group of this.list()) {
      if (group.instance && lets(group)) this.documents.put(group.name, { ...group, instance: undefined });
    }
    if (this.list().some(({ instance }) => instance)) return;
    const next = this.list().find(({ DesiredCapacity }) => DesiredCapacity > 0);
    if (!next) return;
    const { NewInstancesProtectedFromScaleIn: ProtectedFromScaleIn, template } = next;
    this.documents.put(next.name, { ...next, instance: { ProtectedFromScaleIn, template } });
  }
}

/** The name in an ARN, or the name itself. */
export function nameOf(nameOrArn: string | undefined): string {
  return String(nameOrArn ?? '').replace(/^arn:.*:autoScalingGroupName\//, '');
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

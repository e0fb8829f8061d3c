import type { Config } from '../config.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { select } from './filters.ts';
import { type LaunchTemplate, missing, type Network, newId } from './resources.ts';
import { tagsFor } from './tags.ts';

/** The operations on launch templates and their versions. Nothing is ever launched from them here. */
export function launchTemplateOperations({ launchTemplates }: Network, config: Config): Record<string, Operation> {
  return {
    CreateLaunchTemplate(input) {
      const LaunchTemplateName = checkName(input.LaunchTemplateName);
      if (byName(LaunchTemplateName)) throw alreadyExists();
      const LaunchTemplateId = newId('lt');
      const template = launchTemplates.put(LaunchTemplateId, {
        LaunchTemplateId,
        LaunchTemplateName,
        CreateTime: new Date().toISOString(),
        DefaultVersionNumber: 1,
        Versions: [newVersion(input)],
        Tags: tagsFor(input, 'launch-template'),
      });
      return { LaunchTemplate: describe(template) };
    },
    CreateLaunchTemplateVersion(input) {
      const template = find(input);
      const source = input.SourceVersion && versionsOf(template, [input.SourceVersion])[0]?.LaunchTemplateData;
      const Versions = [...template.Versions, newVersion(input, source)];
      const changed = launchTemplates.change(template.LaunchTemplateId, { Versions });
      return { LaunchTemplateVersion: versionsOf(changed, ['$Latest'])[0] };
    },
    ModifyLaunchTemplate(input) {
      const template = find(input);
      const wanted: string = input.DefaultVersion ?? input.SetDefaultVersion;
      const DefaultVersionNumber = versionsOf(template, [wanted])[0]?.VersionNumber ?? template.DefaultVersionNumber;
      return { LaunchTemplate: describe(launchTemplates.change(template.LaunchTemplateId, { DefaultVersionNumber })) };
    },
    DescribeLaunchTemplates(input) {
      const { LaunchTemplateIds: ids, LaunchTemplateNames: names } = input;
      for (const LaunchTemplateId of ids ?? []) find({ LaunchTemplateId });
      for (const LaunchTemplateName of names ?? []) find({ LaunchTemplateName });
      const found = select(launchTemplates.list().map(describe), ids, 'LaunchTemplateId', input);
      return { LaunchTemplates: select(found, names, 'LaunchTemplateName', {}) };
    },
    DescribeLaunchTemplateVersions(input) {
      const wanted: string[] | undefined = input.Versions ?? input.LaunchTemplateVersions;
      return { LaunchTemplateVersions: versionsOf(find(input), wanted) };
    },
    DeleteLaunchTemplate(input) {
      const template = find(input);
      launchTemplates.remove(template.LaunchTemplateId);
      return { LaunchTemplate: describe(template) };
    },
  };

  function find({ LaunchTemplateId, LaunchTemplateName }: Input): LaunchTemplate {
    if (LaunchTemplateId) return launchTemplates.get(LaunchTemplateId);
    if (!LaunchTemplateName) throw missing('LaunchTemplateId');
    const found = byName(LaunchTemplateName);
    if (found) return found;
    const message = `The specified launch template, with template name ${LaunchTemplateName}, does not exist.`;
    throw new AwsError('InvalidLaunchTemplateName.NotFoundException', message);
  }

  function byName(name: string): LaunchTemplate | undefined {
    return launchTemplates.list().find(({ LaunchTemplateName }) => LaunchTemplateName === name);
  }

  function describe({ Versions, CreateTime, Tags, ...template }: LaunchTemplate) {
    return {
      ...template,
      CreateTime: new Date(CreateTime),
      CreatedBy: creator(),
      LatestVersionNumber: Versions.length,
      Tags,
    };
  }

  /** The versions that are named by number, `$Latest` or `$Default`; all, newest first, when none is. */
  function versionsOf(template: LaunchTemplate, wanted: string[] | undefined) {
    const { Versions, LaunchTemplateId, LaunchTemplateName, DefaultVersionNumber } = template;
    const all = Versions.map((_, index) => String(index + 1)).reverse();
    return (wanted ?? all).map((name) => {
      const VersionNumber = numberOf(String(name), template);
      const version = Versions[VersionNumber - 1];
      if (!version) throw noVersion(String(name), LaunchTemplateId);
      const DefaultVersion = VersionNumber === DefaultVersionNumber;
      const CreateTime = new Date(version.CreateTime);
      const names = { LaunchTemplateId, LaunchTemplateName, VersionNumber, DefaultVersion };
      return { ...version, ...names, CreateTime, CreatedBy: creator() };
    });
  }

  function creator(): string {
    return `arn:aws:iam::${config.account}:root`;
  }
}

// Private

function checkName(name: string | undefined): string {
  if (!name) throw missing('LaunchTemplateName');
  if (/^[a-zA-Z0-9()./_-]{3,128}$/.test(name)) return name;
  const message =
    'A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and ( ) . / _ -';
  throw new AwsError('InvalidLaunchTemplateName.MalformedException', message);
}

function newVersion({ LaunchTemplateData, VersionDescription }: Input, source: object = {}) {
  if (!LaunchTemplateData) throw missing('LaunchTemplateData');
  const data = { ...source, ...apiNames(LaunchTemplateData) };
  return { CreateTime: new Date().toISOString(), VersionDescription, LaunchTemplateData: data };
}

/** Over the wire an interface's groups have the name of one of them. */
function apiNames(data: Input): Input {
  const NetworkInterfaces = data.NetworkInterfaces?.map(({ SecurityGroupIds, ...one }: Input) =>
    SecurityGroupIds ? { ...one, Groups: SecurityGroupIds } : one,
  );
  return NetworkInterfaces ? { ...data, NetworkInterfaces } : data;
}

function numberOf(version: string, { Versions, DefaultVersionNumber }: LaunchTemplate): number {
  if (version === '$Latest') return Versions.length;
  return version === '$Default' ? DefaultVersionNumber : Number(version);
}

function noVersion(version: string, id: string): AwsError {
  const message = `Could not find the specified version ${version} for the launch template with ID ${id}.`;
  return new AwsError('InvalidLaunchTemplateId.VersionNotFound', message);
}

function alreadyExists(): AwsError {
  return new AwsError('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
}

import { canonical } from '../engine/diff.ts';
import { defined } from './answers.ts';
import { deleteBy, ec2Tags, findTagged, retag } from './ec2-call.ts';
import type { Context, Handler, Made, Properties } from './handler.ts';

/** AWS::EC2::LaunchTemplate. A change of its data is a new version; the default version stays what it is, as on AWS. */
export const launchTemplate: Handler = {
  serves: ['LaunchTemplateData', 'LaunchTemplateName', 'TagSpecifications', 'VersionDescription'],
  attributes: ['DefaultVersionNumber', 'LatestVersionNumber', 'LaunchTemplateId'],
  replacedBy: ['LaunchTemplateName'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = defined({
        LaunchTemplateName: properties.LaunchTemplateName ?? context.name(128),
        LaunchTemplateData: properties.LaunchTemplateData,
        VersionDescription: properties.VersionDescription,
        ...ec2Tags('launch-template', tagged(properties), context),
      });
      return (await context.callAws('ec2', 'CreateLaunchTemplate', input)).LaunchTemplate.LaunchTemplateId;
    });
    return made(id, context);
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    if (!(await isLatest(id, properties, context))) {
      const { LaunchTemplateData, VersionDescription } = properties;
      const input = defined({ LaunchTemplateId: id, LaunchTemplateData, VersionDescription });
      await context.callAws('ec2', 'CreateLaunchTemplateVersion', input);
    }
    await retag(id, tagged(properties), tagged(previous), context);
    return made(id, context);
  },
  delete: (_, context) => deleteBy('DeleteLaunchTemplate', 'LaunchTemplateId', context),
  findsOwn: true,
  find: (_, context) => findTagged('DescribeLaunchTemplates', 'LaunchTemplates', 'LaunchTemplateId', context),
};

// Private

/** The template's own tags, where other types have theirs. */
function tagged({ TagSpecifications = [] }: Properties): Properties {
  const own = TagSpecifications.filter((one: Properties) => one.ResourceType === 'launch-template');
  return { Tags: own.flatMap((one: Properties) => one.Tags ?? []) };
}

/** A second run after a crash must not make a second version. */
async function isLatest(id: string, properties: Properties, { callAws }: Context): Promise<boolean> {
  const input = { LaunchTemplateId: id, Versions: ['$Latest'] };
  const { LaunchTemplateVersions } = await callAws('ec2', 'DescribeLaunchTemplateVersions', input);
  const { LaunchTemplateData, VersionDescription } = LaunchTemplateVersions[0];
  const isSame = canonical(LaunchTemplateData) === canonical(properties.LaunchTemplateData);
  return isSame && VersionDescription === properties.VersionDescription;
}

async function made(id: string, { callAws }: Context): Promise<Made> {
  const { LaunchTemplates } = await callAws('ec2', 'DescribeLaunchTemplates', { LaunchTemplateIds: [id] });
  const { DefaultVersionNumber, LatestVersionNumber } = LaunchTemplates[0];
  return {
    physicalId: id,
    attributes: {
      DefaultVersionNumber: String(DefaultVersionNumber),
      LatestVersionNumber: String(LatestVersionNumber),
      LaunchTemplateId: id,
    },
  };
}

import { AwsError } from '../endpoint/service.ts';
import type { Cluster } from './model.ts';

type Settings = Cluster['settings'];

const VALUES = ['enabled', 'disabled', 'enhanced'];

/** The settings of a request over those that were: Container Insights is the one there is. It is kept, and nothing is measured. */
export function settingsOf(wanted: Settings | undefined, former: Settings): Settings {
  for (const { name, value } of wanted ?? []) {
    if (name !== 'containerInsights') refuse(`The cluster setting ${name} is not valid. Must be containerInsights.`);
    if (!VALUES.includes(value))
      refuse(`The value ${value} of ${name} is not valid. Must be one of [${VALUES.join(',')}].`);
  }
  const others = former.filter(({ name }) => !wanted?.some((each) => each.name === name));
  return [...others, ...(wanted ?? [])];
}

// Private

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}

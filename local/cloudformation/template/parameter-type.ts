const OF_AWS =
  'AWS::(EC2::(AvailabilityZone::Name|Image::Id|Instance::Id|SecurityGroup::GroupName|SecurityGroup::Id|Subnet::Id|Volume::Id|VPC::Id)|Route53::HostedZone::Id)';
const KEY_PAIR = 'AWS::EC2::KeyPair::KeyName';
const PLAIN = new RegExp(`^(String|Number|CommaDelimitedList|List<(Number|${OF_AWS})>|${OF_AWS}|${KEY_PAIR})$`);
const STORED = new RegExp(
  `^AWS::SSM::Parameter::Value<(String|List<String>|CommaDelimitedList|${OF_AWS}|List<${OF_AWS}>|${KEY_PAIR})>$`,
);

/** The type of parameters whose value is the name of a parameter in Parameter Store. */
export const STORED_NAME = 'AWS::SSM::Parameter::Name';

/** Whether a template's parameter may have this type. */
export function isParameterType(type: string): boolean {
  return PLAIN.test(type) || type === STORED_NAME || STORED.test(type);
}

/** The type of what Parameter Store has, for a parameter whose value is looked up there. */
export function storedType(type: string): string | undefined {
  return STORED.exec(type)?.[1];
}

/** The members of a list as its text has them. */
export function itemsOf(text: string): string[] {
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

/** Whether a parameter of this type is a list. */
export function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

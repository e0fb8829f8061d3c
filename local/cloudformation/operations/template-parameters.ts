import { isMasked } from '../evaluate/parameters.ts';
import { neededCapability } from '../template/capabilities.ts';
import type { Template } from '../template/template.ts';

/** A template's parameters as the operations that look at templates answer them. */
export function declaredParameters(template: Template) {
  return Object.entries(template.Parameters).map(([name, parameter]) => ({
    ParameterKey: name,
    DefaultValue: parameter.Default === undefined ? undefined : String(parameter.Default),
    ParameterType: parameter.Type,
    NoEcho: isMasked(parameter),
    Description: parameter.Description,
    ...(parameter.AllowedValues && {
      ParameterConstraints: { AllowedValues: parameter.AllowedValues.map(String) },
    }),
  }));
}

/** The capabilities that must be acknowledged, and why. */
export function declaredCapabilities(template: Template) {
  const capability = neededCapability(template);
  if (!capability) return {};
  const types = Object.values(template.Resources)
    .map(({ Type }) => Type)
    .filter((type) => type.startsWith('AWS::IAM::'));
  return {
    Capabilities: [capability],
    CapabilitiesReason: `The following resource(s) require capabilities: [${[...new Set(types)].join(', ')}]`,
  };
}

import { isMasked } from '../evaluate/parameters.ts';
import { resourceTypes } from '../schemas/resource-types.ts';
import { neededCapabilities } from '../template/capabilities.ts';
import type { Template } from '../template/template.ts';

/** A template's parameters as the operations that look at templates answer them. */
export function declaredParameters(template: Template) {
  return Object.entries(template.Parameters).map(([name, parameter]) => ({
    ParameterKey: name,
    DefaultValue: parameter.Default === undefined ? undefined : String(parameter.Default),
    ParameterType: parameter.Type,
    NoEcho: isMasked(parameter),
    Description: parameter.Description,
    ParameterConstraints: parameter.AllowedValues ? { AllowedValues: parameter.AllowedValues.map(String) } : {},
  }));
}

/** The capabilities that must be acknowledged, and why; the transforms. */
export function declaredCapabilities(template: Template) {
  const DeclaredTransforms = template.Transforms;
  const Capabilities = neededCapabilities(template);
  if (Capabilities.length === 0) return { DeclaredTransforms };
  const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))].filter((type) =>
    type.startsWith('AWS::IAM::'),
  );
  const reasons = [
    ...(types.length > 0 ? [`The following resource(s) require capabilities: [${types.join(', ')}]`] : []),
    ...(DeclaredTransforms.length > 0 ? ['The template contains transforms'] : []),
  ];
  return { Capabilities, CapabilitiesReason: reasons.join('; '), DeclaredTransforms };
}

/** How each resource could be named to an import: by the properties of its type's primary identifier. */
export function identifierSummaries({ Resources }: Template) {
  const types = [...new Set(Object.values(Resources).map(({ Type }) => Type))];
  return types.flatMap((ResourceType) => {
    const schema = resourceTypes[ResourceType];
    if (!schema?.primaryIdentifier) return [];
    const LogicalResourceIds = Object.keys(Resources).filter((id) => Resources[id]?.Type === ResourceType);
    return { ResourceType, LogicalResourceIds, ResourceIdentifiers: schema.primaryIdentifier };
  });
}

import type { Input } from '../../endpoint/service.ts';
import { templateOf } from '../engine/blueprint.ts';
import type { Definition } from '../store/stacks.ts';
import { changeSetNamed } from './change-set.ts';
import { checkOneOf, type Office, type OperationOf, stackNamed } from './operation.ts';

/** GetTemplate: of a stack or of a change set, as it was sent or with its transforms carried out. */
export const getTemplate: OperationOf = (office) => (input) => {
  const stage = input.TemplateStage ?? 'Original';
  checkOneOf(stage, 'templateStage', ['Original', 'Processed']);
  const definition = definitionOf(input, office);
  return {
    TemplateBody: stage === 'Processed' ? processed(definition) : definition.template,
    StagesAvailable: ['Original', 'Processed'],
  };
};

// Private

function definitionOf(input: Input, { journal }: Office): Definition {
  if (input.ChangeSetName !== undefined) return changeSetNamed(journal, input).definition;
  return stackNamed(journal, input.StackName).definition;
}

/** A template without transforms is the same text in both stages. */
function processed(definition: Definition): string {
  if (definition.template === '') return '';
  const { Transforms, ...sections } = templateOf(definition);
  if (Transforms.length === 0) return definition.template;
  return JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', ...sections });
}

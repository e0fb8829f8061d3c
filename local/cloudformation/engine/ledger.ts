import { validationError } from '../errors.ts';
import type { Export } from '../store/exports.ts';
import type { Stack, StackOutput } from '../store/stacks.ts';
import type { Journal } from './journal.ts';

/** Makes the outputs' exports those of the stack; refused when a name is taken or a value in use would change. */
export function publish(stack: Stack, outputs: readonly StackOutput[], journal: Journal): void {
  const exports = outputs.flatMap(({ ExportName, OutputValue }) =>
    ExportName === undefined ? [] : [{ name: ExportName, value: OutputValue }],
  );
  for (const { name } of exports) refuseTaken(name, stack, journal);
  for (const old of journal.exports.ofStack(stack.id)) {
    const value = exports.find(({ name }) => name === old.name)?.value;
    if (value !== old.value) refuseInUse(old, value === undefined ? 'deleted' : 'updated', journal);
  }
  journal.exports.replace(stack.id, exports);
}

/** Refuses to go on when another stack imports something that this one exports. */
export function refuseWhileImported(stack: Stack, journal: Journal): void {
  for (const one of journal.exports.ofStack(stack.id)) refuseInUse(one, 'deleted', journal);
}

// Private

function refuseTaken(name: string, stack: Stack, journal: Journal): void {
  const holder = journal.exports.find(name)?.stackId;
  if (holder === undefined || holder === stack.id) return;
  throw validationError(`Export with name ${name} is already exported by stack ${journal.stacks.get(holder).name}.`);
}

function refuseInUse({ name }: Export, verb: string, journal: Journal): void {
  const importers = journal.exports.importers(name);
  if (importers.length > 0)
    throw validationError(`Export ${name} cannot be ${verb} as it is in use by ${importers.join(' and ')}`);
}

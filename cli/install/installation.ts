import { Failure } from '../../lib/failure.ts';
import { changeTable, losses } from './change-table.ts';
import type { Clients } from './clients.ts';
import { letGo } from './letting-go.ts';
import { merged, missing, type Values } from './parameters.ts';
import { Progress } from './progress.ts';
import { firstReason } from './reason.ts';
import { isBusy, isWhole, isWreck, type Proposal, Stack, type StackInput, type StackState } from './stack.ts';
import { readTemplate, type Template } from './template.ts';

export interface InstallationOptions {
  clients: Clients;
  /** The rack's name, which is its stack's. */
  rack: string;
  /** Told each line of progress. */
  say(line: string): void;
  /** Aborts the waiting; what AWS has begun goes on. */
  signal: AbortSignal;
}

export interface Deployment {
  /** The template's name: `rack` or `registry`. */
  template: string;
  values: Values;
  /** Asked before anything is changed; false leaves all as it is. */
  confirm?: (change: Change) => Promise<boolean>;
  /** Refuses a stack that would have to be made anew, instead of making it. */
  mustBeThere?: boolean;
}

/** A change for people to look at: its table, and a sentence for each resource with state that would go. */
export interface Change {
  table: string;
  losses: string[];
}

export interface Deployed {
  outputs: Record<string, string>;
  change: 'created' | 'updated' | 'unchanged' | 'declined';
}

/** The stacks of one rack in an account: made, updated and removed through CloudFormation, and taken up where they stand. */
export class Installation {
  readonly stack: Stack;
  readonly registry: Stack;
  private readonly options: InstallationOptions;

  constructor(options: InstallationOptions) {
    this.options = options;
    this.stack = new Stack(options.clients.cloudFormation, options.rack);
    this.registry = new Stack(options.clients.cloudFormation, `${options.rack}-registry`);
  }

  /** The registry of the rack's own image is there; its repository's URI. */
  async ensureRegistry(): Promise<string> {
    const values = { Rack: this.options.rack };
    const { outputs } = await this.deploy(this.registry, { template: 'registry', values });
    return outputs.RepositoryUri!;
  }

  /** Brings a stack to a template and parameters, whatever state it is in, and waits until it is whole. */
  async deploy(stack: Stack, { template, values, confirm, mustBeThere }: Deployment): Promise<Deployed> {
    const before = await this.usable(stack, mustBeThere ?? false);
    const input = this.input(readTemplate(template), values, before);
    this.options.signal.throwIfAborted();
    if (!before) return { outputs: await this.created(stack, input), change: 'created' };
    const proposal = await stack.propose('UPDATE', input, this.options.signal);
    if (!proposal) return { outputs: before.outputs, change: 'unchanged' };
    if (await this.agreed(stack, proposal, confirm))
      return { outputs: await this.updated(stack, before, proposal), change: 'updated' };
    await stack.discard(proposal);
    return { outputs: before.outputs, change: 'declined' };
  }

  /** What would be done to a stack; undefined when nothing would change. Leaves nothing behind. */
  async preview(stack: Stack, { template, values }: Deployment): Promise<Change | undefined> {
    const found = await stack.find();
    const before = found?.status === 'REVIEW_IN_PROGRESS' ? undefined : found;
    if (before && !isWhole(before)) throw notNow(stack, before);
    const input = this.input(readTemplate(template), values, before);
    const proposal = await stack.propose(before ? 'UPDATE' : 'CREATE', input, this.options.signal);
    if (proposal) await stack.discard(proposal);
    return proposal && changeOf(proposal);
  }

  /** Deletes a stack and waits until it is gone; answers what CloudFormation kept of it. */
  async remove(stack: Stack): Promise<string[]> {
    const found = await stack.find();
    if (!found) return [];
    const after = await stack.beforeChange();
    const there = await this.settled(stack);
    if (there) await this.deleted(stack, there);
    const events = await stack.events(after, found.id);
    const kept = events.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_SKIPPED');
    return kept.map((event) => `${event.LogicalResourceId} (${event.ResourceType}): ${event.PhysicalResourceId}`);
  }

  // Private

  /** The stack in a state that a change can start from: waits for what goes on, clears away what has failed. */
  private async usable(stack: Stack, mustBeThere: boolean): Promise<StackState | undefined> {
    const there = await this.settled(stack);
    if (there?.status === 'UPDATE_ROLLBACK_FAILED') throw stuck(stack, there);
    if (there && !isWreck(there)) return there;
    if (mustBeThere) throw unusable(stack, there);
    if (!there) return undefined;
    this.options.say(`The stack ${stack.name} is ${there.status} from an earlier attempt; it is deleted first.`);
    await this.remove(stack);
    return undefined;
  }

  private async agreed(stack: Stack, proposal: Proposal, confirm: Deployment['confirm']): Promise<boolean> {
    try {
      const yes = !confirm || (await confirm(changeOf(proposal)));
      this.options.signal.throwIfAborted();
      return yes;
    } catch (error) {
      await stack.forget(proposal);
      throw error;
    }
  }

  private async deleted(stack: Stack, there: StackState): Promise<void> {
    const after = await stack.beforeChange();
    this.options.signal.throwIfAborted();
    if (stack === this.stack) await letGo(this.options.clients, stack.name);
    if (there.protected) await stack.protect(false);
    await stack.delete();
    const left = await this.followed(stack, after, there.id);
    if (left) throw await this.failure(stack, left, after, there.id);
  }

  private async settled(stack: Stack): Promise<StackState | undefined> {
    const there = await stack.find();
    if (!there || !isBusy(there)) return there;
    this.options.say(`The stack ${stack.name} is ${there.status}; following it.`);
    return this.followed(stack, await stack.beforeChange(), there.id);
  }

  private input(template: Template, values: Values, before: StackState | undefined): StackInput {
    const [absent] = missing({ ...before?.parameters, ...values }, template.parameters);
    if (absent)
      throw new Failure('missing_parameter', `The parameter ${absent} needs a value.`, {
        hint: `Give it with --param ${absent}=…`,
      });
    const parameters = merged(values, template.parameters, before?.parameters);
    return { template: template.body, parameters, tags: { rack: this.options.rack } };
  }

  private async created(stack: Stack, input: StackInput): Promise<Record<string, string>> {
    const id = await stack.create(input, stack === this.stack);
    return this.carriedOut(stack, 'CREATE_COMPLETE', undefined, id);
  }

  private async updated(stack: Stack, { id }: StackState, proposal: Proposal): Promise<Record<string, string>> {
    const after = await stack.beforeChange();
    await stack.execute(proposal);
    return this.carriedOut(stack, 'UPDATE_COMPLETE', after, id);
  }

  private async carriedOut(stack: Stack, wanted: string, after: string | undefined, id: string) {
    const done = await this.followed(stack, after, id);
    if (done?.status !== wanted) throw await this.failure(stack, done, after, id);
    return done.outputs;
  }

  /** Waits until nothing goes on, and tells what happens meanwhile. */
  private async followed(stack: Stack, after: string | undefined, id: string): Promise<StackState | undefined> {
    const progress = new Progress(stack, { after, id, say: this.options.say });
    return stack.atRest(this.options.signal, () => progress.look(), id);
  }

  private async failure(stack: Stack, state: StackState | undefined, after: string | undefined, id: string) {
    const reason = firstReason(await stack.events(after, id)) ?? state?.reason ?? 'CloudFormation gives no reason.';
    return new Failure('stack_failed', reason, {
      hint: `The stack ${stack.name} is ${state?.status ?? 'gone'}. ${wayOn(stack, state, this.options.rack)}`,
    });
  }
}

// Private

function changeOf(proposal: Proposal): Change {
  return { table: changeTable(proposal), losses: losses(proposal) };
}

function wayOn(stack: Stack, state: StackState | undefined, rack: string): string {
  if (state?.status === 'DELETE_FAILED')
    return 'Mend that and run the same command again: it goes on with what is left.';
  if (state?.status === 'UPDATE_ROLLBACK_COMPLETE') return 'The rack is as it was before. Mend that and run it again.';
  if (state?.status === 'UPDATE_ROLLBACK_FAILED') return `Mend that, then: ${continueRollback(stack)}`;
  return `Mend that and run it again: it starts anew; \`rack uninstall ${rack}\` clears up instead.`;
}

function stuck(stack: Stack, { status, reason }: StackState): Failure {
  return new Failure('stack_stuck', `The stack ${stack.name} is ${status}: ${reason ?? 'no reason is given'}`, {
    hint: `Mend what it names, then: ${continueRollback(stack)}`,
  });
}

function continueRollback({ name }: Stack): string {
  return `aws cloudformation continue-update-rollback --stack-name ${name}`;
}

function unusable({ name }: Stack, state: StackState | undefined): Failure {
  const hint =
    state?.status === 'DELETE_FAILED'
      ? `Finish deleting it: rack uninstall ${name}`
      : `Make it anew: rack install ${name} …  Clear it away: rack uninstall ${name}`;
  return new Failure('stack_unusable', `The stack ${name} is ${state?.status ?? 'gone'}; there is no rack to update.`, {
    hint,
  });
}

function notNow(stack: Stack, { status }: StackState): Failure {
  return new Failure('stack_not_ready', `The stack ${stack.name} is ${status} from an earlier command.`, {
    hint: 'Run the command without --dry-run: it follows what goes on, and clears up what has failed.',
  });
}

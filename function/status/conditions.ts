import type { Condition, Phase, Reason } from '../../api/conditions.ts';
import { sentences } from '../../api/field-error.ts';
import type { RecordedTraining } from '../observe/previous-status.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { Settled } from '../settle/settle.ts';

/** What the conditions of a run that was accepted are derived from. */
export interface ConditionFacts {
  readonly phase: Phase;
  readonly training: RecordedTraining;
  readonly settled: Settled;
  readonly summary: string;
}

/** Every condition of a run that was accepted. */
export function conditions(facts: ConditionFacts): readonly Condition[] {
  return [
    { type: 'Accepted', status: 'True', reason: 'Accepted', message: facts.summary },
    provisioned(facts),
    running(facts),
    ...ended(facts.training),
  ];
}

/** The one condition of a run that is refused. */
export function refused({ reason, errors }: Refusal): Condition {
  return { type: 'Accepted', status: 'False', reason, message: sentences(errors) };
}

function provisioned({ training, settled: { waitingFor, notReady } }: ConditionFacts): Condition {
  if (training.outcome || (waitingFor.length === 0 && notReady.length === 0)) {
    return { type: 'Provisioned', status: 'True', reason: 'Available', message: 'all that the run needs is there' };
  }
  return { type: 'Provisioned', status: 'False', reason: 'Creating', message: missing({ waitingFor, notReady }) };
}

/**
 * What is missing, in as few words as tell it: that something waits for what is itself still to come goes without saying,
 * and what waits for the same is counted.
 */
export function missing({ waitingFor, notReady }: Pick<Settled, 'waitingFor' | 'notReady'>): string {
  const coming = new Set([...notReady, ...waitingFor].map(({ resource }) => resource));
  const isObvious = (fact: string) => coming.has(/^(\S+) (exists$|is ready)/.exec(fact)?.[1] ?? '');
  const byResource = new Map<string, string[]>();
  for (const { resource, fact } of waitingFor) {
    if (!isObvious(fact)) byResource.set(resource, [...(byResource.get(resource) ?? []), fact]);
  }
  const byFacts = new Map<string, string[]>();
  for (const [resource, facts] of byResource) {
    const all = facts.join(', ');
    byFacts.set(all, [...(byFacts.get(all) ?? []), resource]);
  }
  return [
    ...notReady.map(({ resource, fact }) => `${resource} ${fact}`),
    ...[...byFacts].map(([facts, [first = '', ...others]]) => {
      const who = others.length === 0 ? `${first} waits` : `${first} and ${others.length} more wait`;
      return `${who} until ${facts}`;
    }),
  ].join('; ');
}

const runningReasons: Readonly<Record<Phase, Reason>> = {
  Refused: 'InvalidSpec',
  Provisioning: 'Creating',
  Starting: 'Starting',
  Running: 'Training',
  Restarting: 'Restarting',
  Suspended: 'Suspended',
  Succeeded: 'Ended',
  Failed: 'Ended',
};

const runningMessages: Readonly<Record<Phase, string>> = {
  Refused: 'nothing runs',
  Provisioning: 'what the run needs is being made',
  Starting: 'pods are being scheduled and started',
  Running: 'training',
  Restarting: 'starting again',
  Suspended: 'spec.suspend is set; set it to false to go on',
  Succeeded: 'the run has ended',
  Failed: 'the run has ended',
};

function running({ phase, training }: ConditionFacts): Condition {
  const message = phase === 'Restarting' ? (training.message ?? runningMessages.Restarting) : runningMessages[phase];
  return { type: 'Running', status: phase === 'Running' ? 'True' : 'False', reason: runningReasons[phase], message };
}

/** Complete, Failed and BudgetExceeded: once an end is recorded they never change again. */
function ended({ outcome, message = '', failureReason }: RecordedTraining): readonly Condition[] {
  const spent = failureReason === 'BudgetSpent';
  const reason: Reason = spent
    ? 'BudgetSpent'
    : failureReason === 'DeadlineExceeded'
      ? 'DeadlineExceeded'
      : 'TrainingFailed';
  const notEnded = { status: 'False', reason: 'NotEnded', message: 'the run has not ended' } as const;
  const budget: Condition = spent
    ? { type: 'BudgetExceeded', status: 'True', reason: 'BudgetSpent', message }
    : { type: 'BudgetExceeded', status: 'False', reason: 'WithinBudget', message: 'the budget is not spent' };
  if (outcome === undefined) return [{ type: 'Complete', ...notEnded }, { type: 'Failed', ...notEnded }, budget];
  if (outcome === 'Succeeded') {
    return [
      { type: 'Complete', status: 'True', reason: 'Succeeded', message },
      { type: 'Failed', status: 'False', reason: 'Succeeded', message },
      budget,
    ];
  }
  return [
    { type: 'Complete', status: 'False', reason, message },
    { type: 'Failed', status: 'True', reason, message },
    budget,
  ];
}

import { condition } from '@temporalio/workflow';
import { listAt, recordAt } from '../../api/json.ts';
import type { Training } from '../contract/activities.ts';
import type { Decision, TrainingRunManifest } from '../contract/training-run.ts';
import { clear, look, write } from './activities.ts';
import { Deadline, late, within } from './deadline.ts';
import { ends } from './failure.ts';
import type { Journal } from './journal.ts';
import type { Settings } from './settings.ts';

/** Who this execution is, for the marks that it leaves on the run. */
export interface Execution {
  readonly workflowId: string;
  readonly execution: string;
}

/** Longest wait for the end of a training that has no deadline of its own, and what comes on top of one: 30 days, an hour. */
const training = { longestSeconds: 30 * 86_400, slackSeconds: 3600 };

/** How many offers are tried after the first: each costs the time of a cloud's answer. */
const mostFailovers = 8;

/** How long a checkpoint may take once training is stopped. */
const checkpointSeconds = 600;

/** Applies the run, or applies it again with changes of the workflow's own. */
export async function apply(journal: Journal, by: Execution, changes: object = {}): Promise<void> {
  const isFirst = journal.applied === undefined;
  journal.manifest = withSpec(journal.manifest, changes);
  journal.noteApplied(await write.applyTraining({ manifest: journal.manifest, ...by, force: !isFirst }));
}

/**
 * Waits until everything is ready, on the next offer where machines of one cannot be had; gives how long Kubernetes lets it
 * train, where it says so. The deadline is that of all offers together.
 */
export async function untilReady(
  journal: Journal,
  { provisioningSeconds }: Settings,
  by: Execution,
): Promise<number | undefined> {
  const deadline = new Deadline(provisioningSeconds);
  journal.enter('Provisioning', 'waiting until everything is ready', deadline);
  for (;;) {
    const { run, excludedOffers } = journal;
    const generation = journal.applied?.generation ?? 1;
    const seen = await within(deadline, () => look.observeReady({ run, generation, excludedOffers }));
    if (seen === late) throw await timedOut(journal, deadline, by);
    if (seen.type === 'Ready') return seen.deadlineSeconds;
    if (excludedOffers.length >= mostFailovers)
      throw ends('NoCapacity', `no machines to be had after ${mostFailovers} other offers: ${seen.message}`);
    await nextOffer(journal, seen.instanceType, by);
  }
}

/** Excludes an offer; the function then plans the next one, or refuses where there is none. */
async function nextOffer(journal: Journal, instanceType: string, by: Execution): Promise<void> {
  journal.excludedOffers = [...journal.excludedOffers, instanceType];
  journal.tell(`no ${instanceType} to be had: on to the next offer`);
  const pool = recordAt(journal.manifest.spec, 'pool');
  const given = listAt(pool, 'excludedOffers');
  await apply(journal, by, { pool: { ...pool, excludedOffers: [...given, { instanceType }] } });
}

async function timedOut(journal: Journal, deadline: Deadline, { execution }: Execution): Promise<Error> {
  const { reason, message, warnings } = await clear.takeInventory({ run: journal.run, execution });
  return ends('ProvisioningTimedOut', `not ready by ${deadline.time}: ${reason}: ${message}`, [
    { reason, message, warnings },
  ]);
}

/** Follows training to its end; gives how it stood then. Fails where it failed, ran out of money or of time. */
export async function untilTrained(journal: Journal, by: Execution, deadlineSeconds?: number): Promise<Training> {
  const seconds = deadlineSeconds === undefined ? training.longestSeconds : deadlineSeconds + training.slackSeconds;
  const deadline = new Deadline(seconds);
  journal.enter('Training', 'training has begun', deadline);
  for (;;) {
    const now = await next(journal, deadline);
    if (now === late) throw ends('TrainingTimedOut', `training did not end by ${deadline.time}`, [journal.training]);
    if (now.outcome === 'Succeeded') return now;
    if (now.outcome === 'Failed') {
      const type = now.reason === 'BudgetSpent' ? 'BudgetSpent' : 'TrainingFailed';
      throw ends(type, `training failed: ${now.reason}: ${now.message}`, [now]);
    }
    if (now.budget === 'Spent') throw await stopped(journal, by);
  }
}

/** Waits for a person's approval. */
export async function untilApproved(journal: Journal, seconds: number): Promise<Decision> {
  const deadline = new Deadline(seconds);
  journal.enter('AwaitingApproval', 'waiting for a person to approve or to roll back', deadline);
  const approved = await within(deadline, async () => {
    await condition(() => journal.approval !== undefined);
    return journal.approval;
  });
  if (approved === late || approved === undefined)
    throw ends('ApprovalTimeout', `nobody approved by ${deadline.time}`, [
      { metrics: journal.training?.metrics ?? {} },
    ]);
  return approved;
}

/** Suspends the run, which saves a checkpoint and gives its machines back, and waits for that. */
async function stopped(journal: Journal, by: Execution): Promise<Error> {
  const spent = journal.training?.spentUSD ?? '';
  journal.tell(`the budget is spent ($${spent}): stopping after a checkpoint`);
  await apply(journal, by, { suspend: true });
  const deadline = new Deadline(checkpointSeconds);
  for (;;) {
    const now = await next(journal, deadline);
    if (now === late || now.phase === 'Suspended' || now.outcome !== undefined) break;
  }
  return ends('BudgetSpent', `the budget is spent ($${spent}): training was stopped after a checkpoint`, [
    journal.training,
  ]);
}

async function next(journal: Journal, deadline: Deadline): Promise<Training | typeof late> {
  const { training: seen } = journal;
  const now = await within(deadline, () =>
    look.followTraining({ run: journal.run, ...(seen !== undefined && { seen }) }),
  );
  if (now !== late) journal.noteTraining(now);
  return now;
}

function withSpec(manifest: TrainingRunManifest, changes: object): TrainingRunManifest {
  return { ...manifest, spec: { ...manifest.spec, ...changes } };
}

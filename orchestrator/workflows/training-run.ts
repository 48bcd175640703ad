import { CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Decision, Missed, Outcome, TrainingRunInput } from '../contract/training-run.ts';
import { clear } from './activities.ts';
import { listen } from './decisions.ts';
import { keptAsApplied } from './drift.ts';
import { missedThresholds } from './evaluate.ts';
import { ends, typed } from './failure.ts';
import { Journal } from './journal.ts';
import { remove } from './removal.ts';
import { settingsOf } from './settings.ts';
import type { Settings } from './settings.ts';
import { apply, untilApproved, untilReady, untilTrained } from './steps.ts';
import type { Execution } from './steps.ts';
import { Undos } from './undo.ts';

/** How the story went, before it is cleared up. */
type Ending =
  | { readonly result: 'Accepted'; readonly approval?: Decision }
  | { readonly result: 'BelowThreshold'; readonly missed: readonly Missed[] }
  | { readonly result: 'RolledBack'; readonly decision: Decision };

/** One TrainingRun from its application to its removal: provision, train, evaluate, have it approved, tear down. */
export async function trainingRun({ manifest }: TrainingRunInput): Promise<Outcome> {
  const journal = new Journal(manifest);
  const { workflowId, runId: execution } = workflowInfo();
  const by: Execution = { workflowId, execution };
  const undos = new Undos();
  const story = new CancellationScope();
  listen(journal, () => story.cancel());
  const settings = settingsOf(manifest);
  try {
    const ending = await endingOf(journal, () => story.run(() => tell(journal, settings, by, undos)));
    return await closed(journal, ending, settings, undos, execution);
  } catch (error) {
    throw await failed(journal, error, settings, undos);
  }
}

/** The story itself: each step is undone by what was registered before it. */
async function tell(journal: Journal, settings: Settings, by: Execution, undos: Undos): Promise<Ending> {
  journal.enter('Applying', 'applying the TrainingRun');
  undos.push({ name: 'TrainingRun', run: () => remove(journal, by.execution) });
  await apply(journal, by);
  const training = await keptAsApplied(
    journal,
    () => apply(journal, by),
    async () => untilTrained(journal, by, await untilReady(journal, settings, by)),
  );
  journal.enter('Evaluating', 'comparing metrics with thresholds');
  const missed = missedThresholds(settings.thresholds, training.metrics);
  if (missed.length > 0) return { result: 'BelowThreshold', missed };
  if (settings.approvalSeconds === undefined) return { result: 'Accepted' };
  return { result: 'Accepted', approval: await untilApproved(journal, settings.approvalSeconds) };
}

/** How the story ends; that somebody rolled it back is an ending, not a failure. */
async function endingOf(journal: Journal, told: () => Promise<Ending>): Promise<Ending> {
  try {
    return await told();
  } catch (error) {
    if (journal.rollback === undefined || !isCancellation(error)) throw error;
    return { result: 'RolledBack', decision: journal.rollback };
  }
}

/** Clears up as the release policy says, and tells what is left. A rollback takes everything back whatever the policy. */
async function closed(
  journal: Journal,
  ending: Ending,
  { releasePolicy }: Settings,
  undos: Undos,
  execution: string,
): Promise<Outcome> {
  return CancellationScope.nonCancellable(async () => {
    journal.enter('TearingDown', `the run is ${ending.result}`);
    const keeps = ending.result !== 'RolledBack' && releasePolicy === 'Never';
    if (keeps) journal.retained = (await clear.takeInventory({ run: journal.run, execution })).retained;
    else await undone(undos);
    const { training } = journal;
    const trained = {
      metrics: training?.metrics ?? {},
      ...(training?.spentUSD !== undefined && { spentUSD: training.spentUSD }),
      provenance: training?.provenance ?? {},
    };
    const left = { retained: journal.retained, ...(keeps && { kept: journal.run }) };
    journal.close(ending.result, `${ending.result}${keeps ? '; the TrainingRun is kept' : '; nothing is left to pay'}`);
    return ending.result === 'RolledBack' ? { ...ending, ...left } : { ...ending, ...trained, ...left };
  });
}

/** Clears up after a failure or a cancellation, and gives what the workflow ends with. */
async function failed(journal: Journal, error: unknown, settings: Settings, undos: Undos): Promise<unknown> {
  const isCancelled = isCancellation(error);
  const failure = isCancelled ? undefined : typed(error);
  const words = failure === undefined ? 'cancelled' : `${failure.type}: ${failure.message}`;
  return CancellationScope.nonCancellable(async () => {
    if (journal.phase !== 'TearingDown') journal.enter('TearingDown', words);
    // What was never trained has no pods to look at.
    const hasTrained = journal.training !== undefined;
    const keeps =
      failure !== undefined &&
      (settings.releasePolicy === 'Never' || (settings.releasePolicy === 'OnSuccess' && hasTrained));
    const incomplete = keeps ? undefined : await undone(undos).catch((left: unknown) => typed(left));
    const end = incomplete === undefined ? failure : afterwards(failure, incomplete.message, incomplete.details ?? []);
    journal.close(end?.type ?? 'Cancelled', end?.message ?? words);
    return end ?? error;
  });
}

async function undone(undos: Undos): Promise<void> {
  const [first] = await undos.all();
  if (first !== undefined) throw typed(first);
}

/** The failure of the undo, with what had to be undone: neither swallows the other. */
function afterwards(failure: Error | undefined, message: string, details: readonly unknown[]) {
  const after = failure === undefined ? 'a cancellation' : failure.message;
  return ends('CompensationIncomplete', `${message}; this was after: ${after}`, details);
}

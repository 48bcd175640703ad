import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import type { FailureType } from '../contract/failures.ts';
import type { Decision, Extension } from '../contract/training-run.ts';
import type { Journal } from './journal.ts';
import { approve, drift, extendDeadline, rollBack, status } from './messages.ts';

/** Longest extension at a time, in seconds: 30 days. */
const longestExtension = 30 * 86_400;

/** Lets people and triggers speak to the workflow; `stop` is called once, when somebody rolls back. */
export function listen(journal: Journal, stop: () => void): void {
  setHandler(status, () => journal.status);
  setHandler(drift, (what) => {
    journal.drifts.push(what);
  });
  setHandler(
    approve,
    (decision) => {
      journal.approval = decision;
      return decision;
    },
    {
      validator: (decision: Decision) => {
        refuseUnsigned('approve', decision);
        if (journal.approval !== undefined) throw refusal(`approve: ${journal.approval.by} has approved already`);
        if (journal.phase !== 'AwaitingApproval')
          throw refusal(`approve: the run is ${journal.phase}, not AwaitingApproval`);
      },
    },
  );
  setHandler(
    extendDeadline,
    ({ seconds }: Extension) => {
      journal.deadline?.extend(seconds);
      return journal.deadline?.time ?? '';
    },
    {
      validator: (extension: Extension) => {
        refuseUnsigned('extend the deadline', extension);
        const { seconds } = extension;
        if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestExtension)
          throw refusal(`extend the deadline: seconds must be a whole number from 1 to ${longestExtension}`);
        if (journal.deadline === undefined)
          throw refusal(`extend the deadline: the run is ${journal.phase} and waits for nothing`);
      },
    },
  );
  setHandler(
    rollBack,
    (decision) => {
      if (journal.rollback === undefined) {
        journal.rollback = decision;
        stop();
      }
      return journal.rollback;
    },
    {
      validator: (decision: Decision) => {
        refuseUnsigned('roll back', decision);
        const isEnding = journal.phase === 'TearingDown' || journal.phase === 'Closed';
        if (isEnding && journal.rollback === undefined) throw refusal(`roll back: the run is ${journal.phase} already`);
      },
    },
  );
}

function refuseUnsigned(what: string, { by, reason }: Decision): void {
  if (isBlank(by)) throw refusal(`${what}: by is empty; say who decides`);
  if (isBlank(reason)) throw refusal(`${what}: reason is empty; say why`);
}

/** What comes from a client is checked, whatever its type promises. */
function isBlank(text: unknown): boolean {
  return typeof text !== 'string' || text.trim() === '';
}

function refusal(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`cannot ${message}`, 'Refusal' satisfies FailureType);
}

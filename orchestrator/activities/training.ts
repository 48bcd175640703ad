import { isRecord, listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import type { BudgetLevel, Training } from '../contract/activities.ts';
import type { Retained } from '../contract/training-run.ts';
import type { LiveObject } from '../kubernetes/cluster.ts';

/** Shares of the cap at which a budget is warned about, and at which training is stopped while a checkpoint can be paid. */
const budgetShares = { warn: 0.8, stop: 0.98 } as const;

/** What a TrainingRun's status says of its training. */
export function trainingOf(object: LiveObject): Training {
  const status = recordAt(object, 'status');
  const outcome = stringAt(status, 'training', 'outcome');
  const spentUSD = stringAt(status, 'cost', 'spentUSD');
  return {
    phase: stringAt(status, 'phase') ?? 'Provisioning',
    reason: stringAt(status, 'reason') ?? '',
    message: stringAt(status, 'training', 'message') ?? stringAt(status, 'message') ?? '',
    attempt: numberAt(status, 'training', 'attempt') ?? 0,
    percent: percent(status),
    ...((outcome === 'Succeeded' || outcome === 'Failed') && { outcome }),
    metrics: strings(recordAt(status, 'training', 'metrics')),
    ...(spentUSD !== undefined && { spentUSD }),
    budget: budgetLevel(spentUSD, stringAt(status, 'cost', 'capUSD')),
    provenance: strings(recordAt(status, 'provenance')),
  };
}

/**
 * Whether a person following the run wants to hear of the change: another phase, another attempt, a further tenth of the
 * steps, another level of the budget. Finer progress is in Prometheus; each change told costs three events of history.
 */
export function isNews(now: Training, seen: Training | undefined): boolean {
  if (seen === undefined || now.outcome !== undefined) return true;
  const tenth = ({ percent }: Training) => Math.floor(percent / 10);
  return (
    now.phase !== seen.phase || now.attempt !== seen.attempt || now.budget !== seen.budget || tenth(now) > tenth(seen)
  );
}

/** What will stay when the run is deleted, by its own word. */
export function retainedOf(object: LiveObject): readonly Retained[] {
  return listAt(object, 'status', 'retained').map((entry) => {
    const uri = stringAt(entry, 'uri');
    const name = stringAt(entry, 'name');
    return {
      ...(uri !== undefined && { uri }),
      ...(name !== undefined && { name }),
      reason: stringAt(entry, 'reason') ?? '',
    };
  });
}

function percent(status: unknown): number {
  const step = numberAt(status, 'training', 'step') ?? 0;
  const total = numberAt(status, 'training', 'totalSteps') ?? 0;
  return total > 0 ? Math.floor((100 * step) / total) : 0;
}

function budgetLevel(spentUSD: string | undefined, capUSD: string | undefined): BudgetLevel {
  const share = Number(spentUSD ?? '0') / Number(capUSD ?? 'Infinity');
  if (share >= budgetShares.stop) return 'Spent';
  return share >= budgetShares.warn ? 'NearlySpent' : 'Within';
}

function strings(record: unknown): Readonly<Record<string, string>> {
  if (!isRecord(record)) return {};
  const found: Record<string, string> = {};
  for (const name of Object.keys(record).sort()) {
    const value = record[name];
    if (typeof value === 'string') found[name] = value;
  }
  return found;
}

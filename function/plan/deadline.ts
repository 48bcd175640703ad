import type { Policy } from '../policy/policy.ts';
import type { TrainingRunSpec } from '../spec/training-run.ts';
import { duration, usd } from './money.ts';
import type { Refusal } from './refusal.ts';

/** How long the run's Jobs may be active, all attempts together, and who says so. */
export interface Deadline {
  readonly seconds: number;
  readonly limitedBy: 'Spec' | 'Policy' | 'Budget';
}

/** What may be spent. */
export interface Spending {
  /** All workers together; absent: nothing prices them. */
  readonly hourlyUSD?: number;
  /** The lower of the run's and the policy's total; absent: no limit. */
  readonly totalUSD?: number;
}

/** A budget that does not even buy this much is refused: images are still being pulled. */
const shortestUsefulSeconds = 300;

/**
 * The shortest of: what was asked, the policy's cap, and what the budget buys.
 * Kubernetes enforces it by `activeDeadlineSeconds`, so a budget needs no orchestrator.
 */
export function deadline(
  spec: TrainingRunSpec,
  policy: Policy,
  { hourlyUSD, totalUSD }: Spending,
): Deadline | undefined {
  const limits: Deadline[] = [];
  const add = (seconds: number | undefined, limitedBy: Deadline['limitedBy']) => {
    if (seconds !== undefined) limits.push({ seconds, limitedBy });
  };
  add(spec.activeDeadlineSeconds, 'Spec');
  add(policy.caps.maxActiveDeadlineSeconds, 'Policy');
  if (totalUSD !== undefined && hourlyUSD) add(Math.floor((totalUSD / hourlyUSD) * 3600), 'Budget');
  return limits.reduce<Deadline | undefined>(
    (lowest, limit) => (lowest && lowest.seconds <= limit.seconds ? lowest : limit),
    undefined,
  );
}

/** The lower of the run's and the policy's total. */
export function totalUSD(spec: TrainingRunSpec, policy: Policy): number | undefined {
  const limits = [spec.budget.totalUSD, policy.caps.maxTotalUSD].filter((limit) => limit !== undefined);
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/** Why the run costs too much, or cannot be held to its budget. */
export function budgetRefusal(spec: TrainingRunSpec, policy: Policy, spending: Spending): Refusal | undefined {
  const { hourlyUSD } = spending;
  const asks = spec.budget.totalUSD !== undefined || spec.budget.maxHourlyUSD !== undefined;
  if (hourlyUSD === undefined) {
    return asks
      ? refusal(
          'spec.budget',
          'cannot be enforced: nothing prices these workers; set prices.overrides in the policy, or leave the budget out',
        )
      : undefined;
  }
  for (const [limit, path] of [
    [spec.budget.maxHourlyUSD, 'spec.budget.maxHourlyUSD'],
    [policy.caps.maxHourlyUSD, "the policy's caps.maxHourlyUSD"],
  ] as const) {
    if (limit !== undefined && hourlyUSD > limit) {
      return refusal(
        path,
        `is $${usd(limit)} per hour, but ${spec.workers === 1 ? 'one worker costs' : `${spec.workers} workers cost`} $${usd(hourlyUSD)}; ask for fewer or cheaper ones, or raise it`,
      );
    }
  }
  const buys = spending.totalUSD === undefined ? undefined : (spending.totalUSD / hourlyUSD) * 3600;
  if (buys !== undefined && buys < shortestUsefulSeconds) {
    return refusal(
      'spec.budget.totalUSD',
      `$${usd(spending.totalUSD ?? 0)} buys only ${duration(buys)} at $${usd(hourlyUSD)} per hour; raise it to at least $${usd((hourlyUSD * shortestUsefulSeconds) / 3600 + 0.005)}`,
    );
  }
  return undefined;
}

function refusal(path: string, message: string): Refusal {
  return { reason: 'OverBudget', errors: [{ path, message }] };
}

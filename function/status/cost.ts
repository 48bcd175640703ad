import type { Progress } from '../../api/trainer-contract/progress.ts';
import type { ObservedJob } from '../observe/job.ts';
import type { RecordedTraining } from '../observe/previous-status.ts';
import type { Spending } from '../plan/deadline.ts';
import { usd } from '../plan/money.ts';
import { secondsBetween } from '../plan/training-state.ts';

/** `status.cost`: money by list prices and observed times; egress and tax are not in it. */
export function cost(
  spending: Spending,
  training: RecordedTraining,
  leading: ObservedJob | undefined,
  progress: Progress | undefined,
) {
  const { hourlyUSD, totalUSD, setUpUSD, parts } = spending;
  const cap = totalUSD === undefined ? '' : `/${trimmed(totalUSD)}`;
  if (hourlyUSD === undefined)
    return { ...(totalUSD !== undefined && { capUSD: usd(totalUSD) }), summary: 'not priced' };
  const until = newest([training.completedAt, leading?.end?.at, progress?.updatedAt, training.startedAt]);
  const running =
    training.startedAt === undefined || until === undefined ? 0 : secondsBetween(training.startedAt, until);
  const spent = (until === undefined ? 0 : setUpUSD) + (hourlyUSD * (training.activeSecondsBefore + running)) / 3600;
  return {
    hourlyUSD: usd(hourlyUSD),
    spentUSD: usd(spent),
    ...(until !== undefined && { spentAt: until }),
    ...(totalUSD !== undefined && { capUSD: usd(totalUSD) }),
    ...(setUpUSD > 0 && { setUpUSD: usd(setUpUSD) }),
    ...(parts.length > 0 && {
      parts: parts.map(({ what, of, usdPerHour }) => ({ what, of, usdPerHour: usdPerHour.toFixed(4) })),
    }),
    summary: `$${usd(spent)}${cap}`,
  };
}

/** The last of some RFC 3339 times. */
function newest(times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .reduce<string | undefined>(
      (last, time) => (last !== undefined && Date.parse(last) >= Date.parse(time) ? last : time),
      undefined,
    );
}

function trimmed(amount: number): string {
  return usd(amount).replace(/\.00$/, '');
}

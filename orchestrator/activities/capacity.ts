import { listAt, stringAt } from '../../api/json.ts';
import type { LiveObject } from '../kubernetes/cluster.ts';

/**
 * What clouds say when they have no machine of that kind left. Other errors of machines, such as a missing right, are not
 * cured by another offer.
 */
const words = [
  // AWS: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  'InsufficientInstanceCapacity',
  'InsufficientHostCapacity',
  'InsufficientReservedInstanceCapacity',
  'InsufficientCapacity',
  'UnfulfillableCapacity',
  'MaxSpotInstanceCountExceeded',
  'VcpuLimitExceeded',
];

/** The machine that the run was planned on and that cannot be had; `undefined` where that is not what it waits for. */
export function lackOfCapacity(
  object: LiveObject,
  excludedOffers: readonly string[],
): { readonly instanceType: string; readonly message: string } | undefined {
  const instanceType = stringAt(object, 'status', 'plan', 'offer', 'instanceType');
  if (instanceType === undefined || excludedOffers.includes(instanceType)) return undefined;
  for (const condition of listAt(object, 'status', 'conditions')) {
    const message = stringAt(condition, 'message') ?? '';
    const isLacking = stringAt(condition, 'status') === 'False' && words.some((word) => message.includes(word));
    if (isLacking) return { instanceType, message };
  }
  return undefined;
}

import type { RefusedSpec } from '../refused-spec.ts';

/** Promotions that the API server must refuse. */
export const refusedPromotions: readonly RefusedSpec[] = [
  {
    because: 'a promotion that asks for nothing reads like a check and is none',
    spec: { promotion: {} },
    problems: ['spec.promotion: set thresholds, approval or both, or leave promotion out'],
  },
  {
    because: 'everything passes a threshold without bounds',
    spec: { promotion: { thresholds: [{ metric: 'accuracy' }] } },
    problems: ['spec.promotion.thresholds[0]: set minimum, maximum or both'],
  },
  {
    because: 'no result passes bounds that cross, which would be found out after it was paid for',
    spec: { promotion: { thresholds: [{ metric: 'loss', minimum: '1', maximum: '0.5' }] } },
    problems: ['spec.promotion.thresholds[0]: minimum must not be more than maximum'],
  },
];

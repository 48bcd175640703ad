import { refusedData } from './training-run/data.cases.ts';
import { refusedLimits } from './training-run/limits.cases.ts';
import { refusedPlaces } from './training-run/place.cases.ts';
import { refusedPods } from './training-run/pod.cases.ts';
import { refusedPromotions } from './training-run/promotion.cases.ts';
import { refusedTrainers } from './training-run/trainer.cases.ts';
import { refusedWorkers } from './training-run/workers.cases.ts';
import type { RefusedSpec } from './refused-spec.ts';

/** The smallest valid TrainingRun. */
export const smallestSpec = { trainer: { recipe: 'digits-cnn' } } as const;

/** What a TrainingRun must not be, one reason each. */
export const refusedSpecs: readonly RefusedSpec[] = [
  ...refusedTrainers,
  ...refusedWorkers,
  ...refusedPods,
  ...refusedData,
  ...refusedLimits,
  ...refusedPlaces,
  ...refusedPromotions,
];

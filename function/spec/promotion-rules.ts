import type { FieldError } from '../../api/field-error.ts';
import type { TrainingRunSpec as Document } from '../../api/kinds/training-run.gen.ts';
import { given, unless, type Rule } from './rule.ts';

/** Rules of spec.promotion: what it asks for can be checked, and can be fulfilled. */
export const promotionRules: readonly Rule[] = [asksForSomething, bounds];

function asksForSomething({ promotion }: Document): readonly FieldError[] {
  return unless(
    promotion === undefined || given(promotion.thresholds, promotion.approval) > 0,
    'spec.promotion',
    'set thresholds, approval or both, or leave promotion out',
  );
}

function bounds({ promotion }: Document): readonly FieldError[] {
  return (promotion?.thresholds ?? []).flatMap(({ minimum, maximum }, index) => [
    ...unless(given(minimum, maximum) > 0, `spec.promotion.thresholds[${index}]`, 'set minimum, maximum or both'),
    ...unless(
      minimum === undefined || maximum === undefined || Number(minimum) <= Number(maximum),
      `spec.promotion.thresholds[${index}]`,
      'minimum must not be more than maximum',
    ),
  ]);
}

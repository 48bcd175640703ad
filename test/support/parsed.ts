import { parsePolicy } from '../../function/policy/parse.ts';
import type { Policy } from '../../function/policy/policy.ts';
import { parseTrainingRun } from '../../function/spec/parse-training-run.ts';
import type { TrainingRunSpec } from '../../function/spec/training-run.ts';

/** The smallest spec with other fields over it, understood. Throws where it is wrong: the test would test nothing. */
export function specOf(fields: Readonly<Record<string, unknown>> = {}, namespace = 'team-vision'): TrainingRunSpec {
  const parsed = parseTrainingRun({ trainer: { recipe: 'digits-cnn' }, ...fields }, namespace);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.value;
}

/** A policy with this data; without any, the closed default. */
export function policyOf(data?: Readonly<Record<string, unknown>>): Policy {
  const parsed = parsePolicy(data);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.value;
}

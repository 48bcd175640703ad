import type { Missed } from '../contract/training-run.ts';
import type { Threshold } from './settings.ts';

/** Thresholds that the run's metrics, all of them on data never trained on, do not meet. */
export function missedThresholds(
  thresholds: readonly Threshold[],
  metrics: Readonly<Record<string, string>>,
): readonly Missed[] {
  return thresholds.flatMap(({ metric, minimum, maximum }) => {
    const text = metrics[metric];
    const missed = (message: string) => [{ metric, message }];
    if (text === undefined) return missed(`${metric} was not reported; reported: ${names(metrics)}`);
    const value = Number(text);
    // What is no number is below every minimum and above every maximum: it must never pass.
    if (text.trim() === '' || Number.isNaN(value)) return missed(`${metric} is ${text}, which is no number`);
    if (minimum !== undefined && value < minimum) return missed(`${metric} is ${text}, less than ${minimum}`);
    if (maximum !== undefined && value > maximum) return missed(`${metric} is ${text}, more than ${maximum}`);
    return [];
  });
}

function names(metrics: Readonly<Record<string, string>>): string {
  return Object.keys(metrics).sort().join(', ') || 'nothing';
}

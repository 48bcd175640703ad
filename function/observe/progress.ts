import { progressKey, type Progress } from '../../api/trainer-contract/progress.ts';
import { isRecord, numberAt, recordAt, stringAt } from '../../api/json.ts';

const phases: readonly Progress['phase'][] = ['Starting', 'Training', 'Evaluating', 'Succeeded', 'Failed'];

/** What the trainer reported in the run's ConfigMap; `undefined` where nothing readable stands there. */
export function progress(configMap: unknown): Progress | undefined {
  const document = parsed(stringAt(configMap, 'data', progressKey));
  const phase = phases.find((candidate) => candidate === stringAt(document, 'phase'));
  const updatedAt = stringAt(document, 'updatedAt');
  if (!phase || updatedAt === undefined) return undefined;
  const optionalNumbers = ['loss', 'examplesPerSecond', 'etaSeconds', 'checkpointStep'] as const;
  const optionalStrings = ['backend', 'message'] as const;
  const metrics = Object.entries(recordAt(document, 'metrics')).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return {
    phase,
    step: numberAt(document, 'step') ?? 0,
    totalSteps: numberAt(document, 'totalSteps') ?? 0,
    ...present(optionalNumbers, (field) => numberAt(document, field)),
    ...present(optionalStrings, (field) => stringAt(document, field)),
    ...(metrics.length > 0 && { metrics: Object.fromEntries(metrics.sort(([a], [b]) => (a < b ? -1 : 1))) }),
    updatedAt,
  };
}

/** The fields that have a value. */
function present<Field extends string, Value>(
  fields: readonly Field[],
  read: (field: Field) => Value | undefined,
): { [F in Field]?: Value } {
  const found: { [F in Field]?: Value } = {};
  for (const field of fields) {
    const value = read(field);
    if (value !== undefined) found[field] = value;
  }
  return found;
}

/** JSON that a trainer wrote; anything unreadable counts as nothing. */
function parsed(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

import { apiVersion } from '../../api/names.ts';
import { isRecord, recordAt, stringAt } from '../../api/json.ts';
import type { TrainingRunManifest } from '../contract/training-run.ts';

/** Reads a TrainingRun. Throws, naming what is wrong: a workflow must not begin with what cannot be applied. */
export function parseManifest(value: unknown): TrainingRunManifest {
  if (!isRecord(value) || value['kind'] !== 'TrainingRun' || value['apiVersion'] !== apiVersion) {
    throw new Error(`cannot start a workflow: this is no TrainingRun of ${apiVersion}`);
  }
  const name = stringAt(value, 'metadata', 'name');
  if (name === undefined) throw new Error('cannot start a workflow: metadata.name is missing');
  const namespace = stringAt(value, 'metadata', 'namespace') ?? 'default';
  return {
    apiVersion,
    kind: 'TrainingRun',
    metadata: { ...recordAt(value, 'metadata'), namespace, name },
    spec: recordAt(value, 'spec'),
  };
}

import { apiVersion } from '../../api/names.ts';
import type { TrainingRunManifest } from '../../orchestrator/contract/training-run.ts';
import type { MemoryCluster } from './kubernetes/memory.ts';

type Fields = Record<string, unknown>;

let number = 0;

/** A manifest with a name of its own: tests share a front end, and ids are unique there. */
export function manifest(spec: Fields = {}): TrainingRunManifest {
  number += 1;
  return {
    apiVersion,
    kind: 'TrainingRun',
    metadata: { namespace: 'team-vision', name: `digits-${number}` },
    spec: { trainer: { recipe: 'digits-cnn' }, ...spec },
  };
}

/** Sets the status of a run, as Crossplane and the function would. */
export function setStatus(cluster: MemoryCluster, name: string, status: Fields): void {
  const run = cluster.find('TrainingRun', name);
  if (run === undefined) throw new Error(`there is no TrainingRun ${name}`);
  run['status'] = { ...run['status'], ...status };
}

/** A condition list. */
export function conditions(...given: readonly (readonly [string, boolean, string?, string?])[]): Fields {
  return {
    conditions: given.map(([type, isTrue, reason = '', message = '']) => ({
      type,
      status: isTrue ? 'True' : 'False',
      reason,
      message,
    })),
  };
}

/** The status of a run that is ready and trains. */
export const running: Fields = {
  phase: 'Running',
  ...conditions(['Accepted', true], ['Synced', true], ['Ready', true]),
  training: { attempt: 0, step: 10, totalSteps: 100 },
};

/** The status of a run that trained to the end. */
export const succeeded: Fields = {
  phase: 'Succeeded',
  ...conditions(['Accepted', true], ['Synced', true], ['Ready', true], ['Complete', true]),
  training: { attempt: 0, step: 100, totalSteps: 100, outcome: 'Succeeded', metrics: { accuracy: '0.983' } },
  provenance: { specDigest: 'sha256:1', imageDigest: 'sha256:2' },
  retained: [{ uri: 's3://models/digits', reason: 'retentionPolicy is Retain' }],
};

/** Composes a Service and a Job for each run that is applied, the Job through a composed pool where asked. */
export function composes(cluster: MemoryCluster): void {
  cluster.onApply = (run) => {
    const { namespace, name } = run['metadata'];
    run['spec'].crossplane = {
      resourceRefs: [
        { apiVersion: 'v1', kind: 'Service', name },
        { apiVersion: 'batch/v1', kind: 'Job', name: `${name}-worker` },
      ],
    };
    for (const reference of run['spec'].crossplane.resourceRefs) {
      if (cluster.find(reference.kind, reference.name) === undefined)
        cluster.put({ ...reference, metadata: { namespace, name: reference.name } });
    }
  };
}

import { describe, expect, test } from '@jest/globals';
import { keyAnnotation, keyOf } from '../../simulator/object.ts';
import { differences, passDifferences } from './outcome.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Reconciled } from '../../simulator/reconcile.ts';
import type { Settled } from '../../simulator/settle.ts';
import { Cluster } from '../../simulator/cluster.ts';

const job = (spec: object, key = 'worker-job'): KubernetesObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'digits', namespace: 'team', annotations: { [keyAnnotation]: key } },
  spec,
});
const service: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'digits', namespace: 'team' },
};
const run = (status: object): KubernetesObject => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'digits', namespace: 'team' },
  status,
});
const outcome = (objects: readonly KubernetesObject[], rest: Partial<Reconciled> = {}): Reconciled => ({
  xr: run({
    phase: 'Running',
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Synced', status: 'True' },
    ],
  }),
  composed: objects.map((object) => ({ key: keyOf(object), object, isReady: true })),
  deleted: [],
  events: [],
  ttlSeconds: 0,
  ...rest,
});
const spec = { parallelism: 4, template: { containers: [{ name: 'trainer', args: ['a', 'b'] }] } };
const usual = outcome([job(spec), service]);

test('an outcome does not differ from itself, whatever its order and that of its maps', () => {
  const { template, parallelism } = spec;
  const otherwise = outcome([service, job({ template, parallelism })], {
    xr: run({
      conditions: [
        { status: 'True', type: 'Synced' },
        { status: 'True', type: 'Ready' },
      ],
      phase: 'Running',
    }),
  });
  expect(differences(usual, usual)).toEqual([]);
  expect(differences(usual, otherwise)).toEqual([]);
});

describe('every difference is one line that names its field', () => {
  const worker = 'composed.batch/v1|Job|team|digits (worker-job)';
  const changed = (container: object) => outcome([job({ ...spec, template: { containers: [container] } }), service]);
  const cases: readonly (readonly [what: string, simulator: Reconciled, lines: readonly string[]])[] = [
    [
      'one field of one object',
      changed({ name: 'trainer', args: ['a', 'c'] }),
      [`${worker}.spec.template.containers.0.args.1: engine "b", simulator "c"`],
    ],
    [
      'a field that one of them lacks',
      changed({ name: 'trainer' }),
      [`${worker}.spec.template.containers.0.args: engine ["a","b"], simulator has none`],
    ],
    [
      'another key of the same object',
      outcome([job(spec, 'ps-job'), service]),
      [
        `composed.batch/v1|Job|team|digits (ps-job): engine has none, simulator ${JSON.stringify(job(spec, 'ps-job'))}`,
        `${worker}: engine ${JSON.stringify(job(spec))}, simulator has none`,
      ],
    ],
    [
      'an object that one of them does not make',
      outcome([job(spec)]),
      [`composed.v1|Service|team|digits (): engine ${JSON.stringify(service)}, simulator has none`],
    ],
    [
      'an object that one of them deletes',
      outcome([job(spec), service], { deleted: [service] }),
      [`deleted.v1|Service|team|digits (): engine has none, simulator ${JSON.stringify(service)}`],
    ],
    [
      'a condition',
      outcome([job(spec), service], {
        xr: run({
          phase: 'Running',
          conditions: [
            { type: 'Ready', status: 'False' },
            { type: 'Synced', status: 'True' },
          ],
        }),
      }),
      ['composite.status.conditions.Ready.status: engine "True", simulator "False"'],
    ],
    ['a failure', outcome([job(spec), service], { failure: 'no' }), ['failure: engine has none, simulator "no"']],
    [
      'an event',
      outcome([job(spec), service], { events: [{ type: 'Warning', reason: 'R', message: 'm' }] }),
      ['events.0: engine has none, simulator "Warning R: m"'],
    ],
  ];
  test.each(cases)('%s', (_what, simulator, lines) => {
    expect(differences(usual, simulator)).toEqual(lines);
  });
});

describe('whole runs', () => {
  const settled = (...results: readonly Reconciled[]): Settled => ({
    cluster: new Cluster(),
    remotes: new Map(),
    interfacesIn: new Set(),
    passes: results.map((result, number) => ({
      number,
      reconciled: [{ composite: { apiVersion: 'v', kind: 'TrainingRun', name: 'digits' }, result }],
    })),
  });

  test('the same passes do not differ', () => {
    expect(passDifferences(settled(usual, usual), settled(usual, usual))).toEqual([]);
  });

  test('a pass more is a difference', () => {
    expect(passDifferences(settled(usual, usual), settled(usual))).toEqual([
      'pass 1: TrainingRun digits: only the engine reconciles',
    ]);
  });

  test('a difference names its pass and composite', () => {
    expect(passDifferences(settled(usual, usual), settled(usual, { ...usual, failure: 'no' }))).toEqual([
      'pass 1: TrainingRun digits: failure: engine has none, simulator "no"',
    ]);
  });
});

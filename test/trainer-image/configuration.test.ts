import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import schema from '../../api/trainer-contract/environment.schema.json' with { type: 'json' };
import { environment } from '../../api/trainer-contract/environment.ts';
import { parseConfiguration } from '../../trainer-image/src/configuration.ts';
import { smallestRun } from './environment.ts';

const isOfContract = new Ajv({ strict: false }).compile(schema);

test('the schema knows exactly the variables of the contract', () => {
  expect(Object.keys(schema.properties).sort()).toEqual(Object.values(environment).sort());
});

test('the smallest run is read whole', () => {
  expect(isOfContract(smallestRun)).toBe(true);
  expect(parseConfiguration(smallestRun, false)).toEqual({
    isValid: true,
    configuration: {
      run: { name: 'digits', namespace: 'team-vision', attempt: 0 },
      task: { role: 'worker', index: 0 },
      subject: { kind: 'recipe', name: 'digits-cnn' },
      hyperparameters: {},
      isAcceleratorRequired: false,
      backend: 'auto',
      execution: 'auto',
      inputs: [],
      artifacts: '/crosstrain/artifacts',
      checkpoints: { intervalSeconds: 300, keep: 3 },
      progress: undefined,
      metricsPort: undefined,
      log: 'lines',
    },
  });
});

const accepted = [
  {
    reason: 'the user’s own file is trained',
    variables: {
      CROSSTRAIN_RECIPE: undefined,
      CROSSTRAIN_MODULE: 'vision/train.ts',
      CROSSTRAIN_SOURCE: '/crosstrain/source',
    },
    fields: { subject: { kind: 'module', path: '/crosstrain/source/vision/train.ts' } },
  },
  {
    reason: 'inputs are there, mounted or not',
    variables: {
      CROSSTRAIN_INPUTS:
        '[{"name":"a","uri":"pvc://c/a","path":"/data/a","access":"ReadOnly"},{"name":"b","uri":"s3://b"}]',
    },
    fields: {
      inputs: [
        { name: 'a', uri: 'pvc://c/a', path: '/data/a' },
        { name: 'b', uri: 's3://b', path: undefined },
      ],
    },
  },
  {
    reason: 'progress goes to a ConfigMap',
    variables: { CROSSTRAIN_PROGRESS: 'configmap://team-vision/digits-progress' },
    fields: { progress: { kind: 'configmap', namespace: 'team-vision', name: 'digits-progress' } },
  },
  {
    reason: 'progress goes to a file',
    variables: { CROSSTRAIN_PROGRESS: 'file:///tmp/with%20space/progress.json' },
    fields: { progress: { kind: 'file', path: '/tmp/with space/progress.json' } },
  },
  {
    reason: 'a port is given',
    variables: { CROSSTRAIN_METRICS_PORT: '9090' },
    fields: { metricsPort: 9090 },
  },
  {
    reason: 'an accelerator is required',
    variables: { CROSSTRAIN_ACCELERATOR: 'required', CROSSTRAIN_ACCELERATOR_COUNT: '1' },
    fields: { isAcceleratorRequired: true },
  },
  {
    reason: 'TF_CONFIG names one worker, as the function writes it',
    variables: {
      TF_CONFIG:
        '{"cluster":{"worker":["digits-worker-0.digits.team-vision.svc:2222"]},"task":{"type":"worker","index":0}}',
    },
    fields: { task: { role: 'worker', index: 0 } },
  },
  {
    reason: 'a chief alone is one worker too',
    variables: {
      CROSSTRAIN_ROLE: 'chief',
      TF_CONFIG: '{"cluster":{"chief":["chief:2222"]},"task":{"type":"chief","index":"0"}}',
    },
    fields: { task: { role: 'chief', index: 0 } },
  },
  {
    reason: 'the trainer’s own variables are set',
    variables: { CROSSTRAIN_LOG: 'json', CROSSTRAIN_BACKEND: 'cpu' },
    fields: { log: 'json', backend: 'cpu' },
  },
  {
    reason: 'hyperparameters are given',
    variables: { CROSSTRAIN_HYPERPARAMETERS: '{"epochs":3}' },
    fields: { hyperparameters: { epochs: 3 } },
  },
];

test.each(accepted)('read where $reason', ({ variables, fields }) => {
  const all = { ...smallestRun, ...variables };
  expect(isOfContract(all)).toBe(true);
  expect(parseConfiguration(all, false)).toMatchObject({ isValid: true, configuration: fields });
});

test('a terminal gets the bar', () => {
  expect(parseConfiguration(smallestRun, true)).toMatchObject({ configuration: { log: 'bar' } });
});

const refused = [
  {
    reason: 'the contract is of another version',
    variables: { CROSSTRAIN_CONTRACT: '2' },
    problem: 'cannot read CROSSTRAIN_CONTRACT: it is version 2; this trainer knows version 1',
  },
  {
    reason: 'a required variable is missing',
    variables: { CROSSTRAIN_RUN: undefined },
    problem: 'cannot read CROSSTRAIN_RUN: it is not set',
  },
  {
    reason: 'a number is none',
    variables: { CROSSTRAIN_INDEX: 'first' },
    problem: 'cannot read CROSSTRAIN_INDEX: "first" is no whole number from 0',
  },
  {
    reason: 'no checkpoint is kept',
    variables: { CROSSTRAIN_CHECKPOINT_KEEP: '0' },
    problem: 'cannot read CROSSTRAIN_CHECKPOINT_KEEP: "0" is no whole number from 1',
  },
  {
    reason: 'a word is none of the list',
    variables: { CROSSTRAIN_ACCELERATOR: 'preferred' },
    problem: 'cannot read CROSSTRAIN_ACCELERATOR: "preferred" is none of required, none',
  },
  {
    reason: 'JSON is broken',
    variables: { CROSSTRAIN_HYPERPARAMETERS: 'epochs=3' },
    problem: 'cannot read CROSSTRAIN_HYPERPARAMETERS: "epochs=3" is no JSON object',
  },
  {
    reason: 'both a recipe and a module are given',
    variables: { CROSSTRAIN_MODULE: 'train.ts', CROSSTRAIN_SOURCE: '/crosstrain/source' },
    problem: 'cannot read CROSSTRAIN_MODULE: a recipe is set, too; only one of them can be trained',
  },
  {
    reason: 'a module is outside of the source',
    variables: {
      CROSSTRAIN_RECIPE: undefined,
      CROSSTRAIN_MODULE: '../secrets/train.ts',
      CROSSTRAIN_SOURCE: '/crosstrain/source',
    },
    problem: 'cannot read CROSSTRAIN_MODULE: ../secrets/train.ts is not below /crosstrain/source',
  },
  {
    reason: 'inputs are no list',
    variables: { CROSSTRAIN_INPUTS: '{}' },
    problem: 'cannot read CROSSTRAIN_INPUTS: "{}" is no JSON array',
  },
  {
    reason: 'the folder of artifacts is relative',
    variables: { CROSSTRAIN_ARTIFACTS: 'artifacts' },
    problem:
      'cannot read CROSSTRAIN_ARTIFACTS: artifacts is no absolute folder; this trainer writes to mounted volumes only',
  },
  {
    reason: 'progress goes nowhere',
    variables: { CROSSTRAIN_PROGRESS: 'https://example.org' },
    problem:
      'cannot read CROSSTRAIN_PROGRESS: https://example.org is neither configmap://<namespace>/<name> nor file:///<path>',
  },
];

test.each(refused)('refused by trainer and schema alike where $reason', ({ variables, problem }) => {
  const all = Object.fromEntries(Object.entries({ ...smallestRun, ...variables }).filter(([, value]) => value));
  expect(isOfContract(all)).toBe(false);
  expect(parseConfiguration(all, false)).toEqual({ isValid: false, problems: [problem] });
});

const beyondTheSchema = [
  {
    reason: 'the port is none of TCP’s',
    variables: { CROSSTRAIN_METRICS_PORT: '70000' },
    problem: 'cannot read CROSSTRAIN_METRICS_PORT: "70000" is no whole number from 1 to 65535',
  },
  {
    reason: 'there are several workers',
    variables: {
      TF_CONFIG:
        '{"cluster":{"worker":["worker-0:2222","worker-1:2222"],"ps":["ps-0:2222"]},"task":{"type":"worker","index":0}}',
    },
    problem:
      'cannot read TF_CONFIG: it names 2 worker, 1 ps; this trainer trains with one worker: set spec.workers to 1',
  },
  {
    reason: 'TF_CONFIG is of another task',
    variables: { TF_CONFIG: '{"cluster":{"chief":["chief:2222"]},"task":{"type":"chief","index":0}}' },
    problem: 'cannot read TF_CONFIG: its task is chief 0, CROSSTRAIN_ROLE and _INDEX say worker 0',
  },
  {
    reason: 'artifacts go to an object store, which this trainer cannot write to',
    variables: { CROSSTRAIN_ARTIFACTS: 's3://bucket/run' },
    problem:
      'cannot read CROSSTRAIN_ARTIFACTS: s3://bucket/run is no absolute folder; this trainer writes to mounted volumes only',
  },
  {
    reason: 'a module has no source',
    variables: { CROSSTRAIN_RECIPE: undefined, CROSSTRAIN_MODULE: 'train.ts' },
    problem: 'cannot read CROSSTRAIN_SOURCE: it is not set',
  },
  {
    reason: 'an input has no name',
    variables: { CROSSTRAIN_INPUTS: '[{"name":"a","uri":"u"},{"uri":"u"}]' },
    problem:
      'cannot read CROSSTRAIN_INPUTS: entry 1 is no object with the texts name, uri and, where it is mounted, path',
  },
  {
    reason: 'there is neither recipe nor module',
    variables: { CROSSTRAIN_RECIPE: undefined },
    problem: 'cannot read CROSSTRAIN_RECIPE: it is not set',
  },
];

test.each(beyondTheSchema)('refused by the trainer alone where $reason', ({ variables, problem }) => {
  const all = Object.fromEntries(Object.entries({ ...smallestRun, ...variables }).filter(([, value]) => value));
  expect(isOfContract(all)).toBe(true);
  expect(parseConfiguration(all, false)).toEqual({ isValid: false, problems: [problem] });
});

test('all problems show at once', () => {
  expect(parseConfiguration({}, false)).toMatchObject({
    problems: expect.arrayContaining([
      'cannot read CROSSTRAIN_CONTRACT: it is not set',
      'cannot read CROSSTRAIN_FAILURE_POLICY: it is not set',
    ]),
  });
});

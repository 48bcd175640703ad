import { expect, test } from '@jest/globals';
import { localEnvironment } from '../../../cli/run/here.ts';
import { differenceLines } from '../../../cli/run/text.ts';
import { plain } from '../../../cli/terminal/style.ts';

const inPod = new Map([
  ['CROSSTRAIN_RUN', 'digits'],
  ['CROSSTRAIN_ACCELERATOR', 'required'],
  ['CROSSTRAIN_ACCELERATOR_COUNT', '1'],
  ['CROSSTRAIN_ARTIFACTS', '/crosstrain/artifacts'],
  ['CROSSTRAIN_PROGRESS', 'configmap://team-vision/digits-progress'],
  ['CROSSTRAIN_METRICS_PORT', '9090'],
  ['HOME', '/tmp'],
]);
const artifacts = { path: '/home/ann/.crosstrain/team-vision/digits/1', shown: '.crosstrain/team-vision/digits/1' };
const shell = { PATH: '/usr/bin', HOME: '/home/me', AWS_SECRET_ACCESS_KEY: 'secret', TERM: 'xterm' };

test('a pod’s environment is moved here; every change is told, and no secret of the shell gets in', () => {
  const here = localEnvironment(inPod, { artifacts, requiresAccelerator: false }, shell);
  expect(Object.fromEntries(here.variables)).toEqual({
    CROSSTRAIN_RUN: 'digits',
    CROSSTRAIN_ACCELERATOR: 'none',
    CROSSTRAIN_ACCELERATOR_COUNT: '0',
    CROSSTRAIN_ARTIFACTS: '/home/ann/.crosstrain/team-vision/digits/1',
    CROSSTRAIN_PROGRESS: 'file:///home/ann/.crosstrain/team-vision/digits/1/progress.json',
    CROSSTRAIN_LOG_FILE: '/home/ann/.crosstrain/team-vision/digits/1/log.txt',
    HOME: '/tmp',
    PATH: '/usr/bin',
    TERM: 'xterm',
  });
  expect(differenceLines(here, { width: 80, style: plain })).toEqual([
    'Here instead, with the environment of the pod, except',
    '  CROSSTRAIN_ARTIFACTS          the folder .crosstrain/team-vision/digits/1',
    "                                instead of the pod's volume",
    '  CROSSTRAIN_PROGRESS           the file progress.json in it instead of a',
    '                                ConfigMap',
    '  CROSSTRAIN_ACCELERATOR        none: what this machine has will do',
    '  CROSSTRAIN_ACCELERATOR_COUNT  0: none is set aside for it',
    '  CROSSTRAIN_METRICS_PORT       not set: no port is opened',
    '  and from this shell: PATH, TERM',
  ]);
});

test('an accelerator can be required here too, and metrics served', () => {
  const { variables, differences } = localEnvironment(
    inPod,
    { artifacts, requiresAccelerator: true, metricsPort: 9191 },
    {},
  );
  expect(variables.get('CROSSTRAIN_ACCELERATOR')).toBe('required');
  expect(variables.get('CROSSTRAIN_METRICS_PORT')).toBe('9191');
  expect(differences.map(({ name }) => name)).toEqual([
    'CROSSTRAIN_ARTIFACTS',
    'CROSSTRAIN_PROGRESS',
    'CROSSTRAIN_METRICS_PORT',
  ]);
});

test('what the pod does not have is not made up', () => {
  const few = new Map([['CROSSTRAIN_ARTIFACTS', '/crosstrain/artifacts']]);
  const { variables } = localEnvironment(few, { artifacts, requiresAccelerator: false }, {});
  expect([...variables.keys()]).toEqual(['CROSSTRAIN_ARTIFACTS', 'CROSSTRAIN_LOG_FILE']);
});

const inputs = [
  { name: 'points', uri: 'pvc://datasets/points', path: '/crosstrain/inputs/points', access: 'ReadOnly' },
  { name: 'words', uri: 's3://bucket/words', access: 'ReadOnly' },
];
const withData = new Map([
  ...inPod,
  ['CROSSTRAIN_SOURCE', '/crosstrain/source'],
  ['CROSSTRAIN_INPUTS', JSON.stringify(inputs)],
]);

test('code and inputs are folders of this machine, credentials only where they are asked for', () => {
  const choices = {
    artifacts,
    requiresAccelerator: false,
    source: '/home/ann/code',
    inputs: new Map([['points', '/home/ann/data']]),
  };
  const here = localEnvironment(withData, choices, shell);
  expect(here.variables.get('CROSSTRAIN_SOURCE')).toBe('/home/ann/code');
  expect(JSON.parse(here.variables.get('CROSSTRAIN_INPUTS')!)).toEqual([
    { name: 'points', uri: 'file:///home/ann/data', path: '/home/ann/data', access: 'ReadOnly' },
    inputs[1],
  ]);
  expect(here.variables.has('AWS_SECRET_ACCESS_KEY')).toBe(false);
  const trusted = localEnvironment(withData, { ...choices, usesCredentials: true }, shell);
  expect(trusted.variables.get('AWS_SECRET_ACCESS_KEY')).toBe('secret');
  expect(trusted.variables.get('HOME')).toBe('/home/me');
  expect(trusted.fromShell).toEqual(['PATH', 'TERM', 'HOME', 'AWS_SECRET_ACCESS_KEY']);
});

test.each([
  {
    reason: 'a volume of the cluster',
    folders: new Map<string, string>(),
    says: 'cannot read input points here: it is a volume of the cluster; --input points=FOLDER names a folder',
  },
  {
    reason: 'a folder for an input that the run does not have',
    folders: new Map([['pictures', '/home/ann/data']]),
    says: 'cannot take a folder for input pictures: the run has no such input (it has points, words)',
  },
])('refused: $reason', ({ folders, says }) => {
  const choices = { artifacts, requiresAccelerator: false, inputs: folders };
  expect(() => localEnvironment(withData, choices, {})).toThrow(says);
});

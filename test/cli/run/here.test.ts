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
const artifacts = { path: '/work/.crosstrain/team-vision/digits/1', shown: '.crosstrain/team-vision/digits/1' };
const shell = { PATH: '/usr/bin', HOME: '/home/me', AWS_SECRET_ACCESS_KEY: 'secret', TERM: 'xterm' };

test('a pod’s environment is moved here; every change is told, and no secret of the shell gets in', () => {
  const here = localEnvironment(inPod, { artifacts, requiresAccelerator: false }, shell);
  expect(Object.fromEntries(here.variables)).toEqual({
    CROSSTRAIN_RUN: 'digits',
    CROSSTRAIN_ACCELERATOR: 'none',
    CROSSTRAIN_ACCELERATOR_COUNT: '0',
    CROSSTRAIN_ARTIFACTS: '/work/.crosstrain/team-vision/digits/1',
    CROSSTRAIN_PROGRESS: 'file:///work/.crosstrain/team-vision/digits/1/progress.json',
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
  expect([...variables.keys()]).toEqual(['CROSSTRAIN_ARTIFACTS']);
});

import { describe, expect, test } from '@jest/globals';
import { report } from '../../../cli/validate/report.ts';
import { validate } from '../../../cli/validate/validate.ts';

const file = (text: string, name = 'run.yaml') => ({ name, text: text.replace(/^\n/, '') });
const reported = (text: string, old?: string): string =>
  report(validate([file(text)], old === undefined ? [] : [file(old)]));

const digits = `
apiVersion: crosstrain.dev/v1alpha1
kind: TrainingRun
metadata: {name: digits, namespace: team-vision}
spec:
  trainer: {recipe: digits-cnn}
`;

test('a valid file says so, and what only --old can judge', () => {
  expect(reported(digits)).toBe(
    `run.yaml:1 TrainingRun team-vision/digits: valid
not checked: 8 rules on changes; give the objects before with --old
1 object checked, 0 invalid`,
  );
});

test('with --old, changes are judged and nothing is left out', () => {
  expect(reported(digits.replace('digits-cnn', 'other'), digits)).toBe(
    `run.yaml:5:12 TrainingRun team-vision/digits: spec.trainer: trainer cannot be changed once the run exists; create another TrainingRun
1 object checked, 1 invalid`,
  );
});

test('every problem has its line, from the first to the last', () => {
  const text = `
# a comment
apiVersion: crosstrain.dev/v1alpha1
kind: TrainingRun
metadata:
  name: digits
spec:
  workers: 300
  acelerator:
    type: L4
  budget:
    totalUSD: 20.00
  suspend: "yes"
  volumes:
    - name: data
      mountPath: /data
`;
  expect(reported(text)).toBe(
    `run.yaml:6:1 TrainingRun digits: spec.trainer: is missing (What trains: one of recipe (built in), module (your own JavaScript) or image (any image, Python too))
run.yaml:7:12 TrainingRun digits: spec.workers: must be at most 256, is 300
run.yaml:8:3 TrainingRun digits: spec.acelerator: there is no such field; did you mean accelerator?
run.yaml:11:15 TrainingRun digits: spec.budget.totalUSD: must be text: put 20.00 in quotes
run.yaml:12:12 TrainingRun digits: spec.suspend: must be true or false, is "yes"
run.yaml:14:7 TrainingRun digits: spec.volumes[0]: exactly one of persistentVolumeClaim, configMap and emptyDir must be set
not checked: 2 rules that read a wrong field; correct it first
not checked: 7 rules on changes; give the objects before with --old
1 object checked, 1 invalid`,
  );
});

describe('text is read as kubectl reads it', () => {
  const envValue = (value: string): string => `
apiVersion: crosstrain.dev/v1alpha1
kind: TrainingRun
metadata: {name: digits}
spec:
  trainer: {image: a, env: [{name: A, value: ${value}}]}
`;
  test.each([
    { because: 'yes is true', value: 'yes', problem: 'must be text: put yes in quotes' },
    { because: 'off is false', value: 'off', problem: 'must be text: put off in quotes' },
    { because: '012 is a number', value: '012', problem: 'must be text: put 012 in quotes' },
    { because: '1e3 is a number', value: '1.0e3', problem: 'must be text: put 1.0e3 in quotes' },
    { because: 'a time is text', value: '2026-01-01T00:00:00Z', problem: undefined },
    { because: 'what is quoted is text', value: '"012"', problem: undefined },
  ])('$because', ({ value, problem }) => {
    const problems = validate([file(envValue(value))]).flatMap((result) => result.problems);
    expect(problems.map(({ message }) => message)).toEqual(problem === undefined ? [] : [problem]);
  });
});

describe('a file that cannot be read has its line too', () => {
  test.each([
    {
      because: 'a key stands twice',
      text: 'apiVersion: v1\nkind: A\nkind: B\n',
      expected: 'run.yaml:3:1 document: Map keys must be unique',
    },
    {
      because: 'a bracket is missing',
      text: 'apiVersion: v1\nspec: {a: 1\n',
      expected: 'run.yaml:3:1 document: Flow map in block collection must be sufficiently indented and end with a }',
    },
    {
      because: 'it is a list',
      text: '- a\n',
      expected: 'run.yaml:1:1 document: is no Kubernetes object: write apiVersion, kind, metadata and spec',
    },
    {
      because: 'it has no kind',
      text: 'apiVersion: v1\n',
      expected: 'run.yaml:1:1 document: is no Kubernetes object: kind missing',
    },
  ])('because $because', ({ text, expected }) => {
    expect(reported(text)).toBe(`${expected}\n1 object checked, 1 invalid`);
  });
});

describe('a kind', () => {
  const headed = (apiVersion: string, kind: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`;
  test.each([
    {
      because: 'of others is left alone, and that is said',
      text: headed('v1', 'ConfigMap'),
      expected:
        'run.yaml:1 ConfigMap a: not checked, not a kind of crosstrain\n0 objects checked, 0 invalid, 1 not of crosstrain',
    },
    {
      because: 'that is spelled wrongly is not taken for one of others',
      text: headed('crosstrain.dev/v1alpha1', 'TraningRun'),
      expected:
        'run.yaml:2:7 TraningRun a: kind: crosstrain has no such kind; did you mean TrainingRun?\n1 object checked, 1 invalid',
    },
    {
      because: 'of another version is none',
      text: headed('crosstrain.dev/v1', 'TrainingRun'),
      expected:
        'run.yaml:1:13 TrainingRun a: apiVersion: TrainingRun has no such version; use crosstrain.dev/v1alpha1\n1 object checked, 1 invalid',
    },
  ])('$because', ({ text, expected }) => {
    expect(reported(text)).toBe(expected);
  });
});

test('all objects of all files are judged, empty documents are none', () => {
  const text = `---\n---${digits}---\n${headedPolicy}`;
  expect(
    validate([file(text), file(digits, 'other.yaml')]).map(({ file: name, line, object, outcome }) => [
      name,
      line,
      object,
      outcome,
    ]),
  ).toEqual([
    ['run.yaml', 3, 'TrainingRun team-vision/digits', 'Valid'],
    ['run.yaml', 9, 'EnvironmentConfig crosstrain-policy', 'Valid'],
    ['other.yaml', 1, 'TrainingRun team-vision/digits', 'Valid'],
  ]);
});

const headedPolicy = `apiVersion: apiextensions.crossplane.io/v1beta1
kind: EnvironmentConfig
metadata: {name: crosstrain-policy}
data: {allow: {accelerators: [L4]}}
`;

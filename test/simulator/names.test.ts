import { expect, test } from '@jest/globals';
import { childName, fieldManager, isName, syntheticUid } from '../../simulator/names.ts';

const names = [
  {
    reason: 'a name that fits is parent, hyphen and twelve digits of sha256(uid + key)',
    given: ['digits', 'a2d5d609-801a-530b-95a6-dc6676e4b06e', 'service'],
    want: 'digits-c7dcafc2e1cc',
  },
  {
    reason: 'a generateName brings its own hyphen, and gets no second one',
    given: ['digits-', 'a2d5d609-801a-530b-95a6-dc6676e4b06e', 'service'],
    want: 'digits-c7dcafc2e1cc',
  },
  {
    reason: 'a parent too long for a DNS label is cut so that a hyphen still stands before the hash',
    given: ['x'.repeat(60), 'u', 'k'],
    want: `${'x'.repeat(50)}-83116acf18e4`,
  },
  {
    reason: 'a cut that ends at a hyphen by itself keeps it and adds none',
    given: [`${'x'.repeat(50)}-yyyyyyyyy`, 'u', 'k'],
    want: `${'x'.repeat(50)}-83116acf18e4`,
  },
] as const;

test.each(names)('childName: $reason', ({ given: [parent, uid, key], want }) => {
  expect(childName(parent, uid, key)).toBe(want);
});

test('an object that was never in an API server gets the uid that core’s render engine gives it', () => {
  const reference = { apiVersion: 'crosstrain.dev/v1alpha1', kind: 'TrainingRun', namespace: 'ns', name: 'run' };
  expect(syntheticUid(reference)).toBe('a2d5d609-801a-530b-95a6-dc6676e4b06e');
});

test('the uid tells apart what only its namespace tells apart', () => {
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' };
  expect(syntheticUid({ ...reference, namespace: 'x' })).not.toBe(syntheticUid({ ...reference, namespace: 'y' }));
});

test('the field manager depends on the composite’s name, kind and group, not on its namespace or version', () => {
  const run = { apiVersion: 'crosstrain.dev/v1alpha1', kind: 'TrainingRun', namespace: 'a', name: 'digits' };
  expect(fieldManager(run)).toMatch(/^apiextensions\.crossplane\.io\/composed\/[0-9a-f]{64}$/);
  expect(fieldManager({ ...run, apiVersion: 'crosstrain.dev/v1', namespace: 'b' })).toBe(fieldManager(run));
  expect(fieldManager({ ...run, kind: 'TrainingCluster' })).not.toBe(fieldManager(run));
});

const validity = [
  { reason: 'lower case, digits, hyphens and dots', name: 'a-1.b', apiVersion: 'v1', want: true },
  { reason: 'an underscore is no DNS character', name: 'a_b', apiVersion: 'v1', want: false },
  { reason: 'a hyphen cannot end a label', name: 'a-', apiVersion: 'v1', want: false },
  { reason: 'RBAC names may hold colons', name: 'system:a', apiVersion: 'rbac.authorization.k8s.io/v1', want: true },
  { reason: 'others may not', name: 'system:a', apiVersion: 'v1', want: false },
  { reason: 'more than 253 characters are too many', name: 'a'.repeat(254), apiVersion: 'v1', want: false },
];

test.each(validity)('isName: $reason', ({ name, apiVersion, want }) => {
  expect(isName(name, apiVersion)).toBe(want);
});

import { describe, expect, test } from '@jest/globals';
import { keepObserved, keepObservedWhole } from '../../../function/settle/keep-observed.ts';

const owned = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'digits-progress',
    managedFields: [
      { manager: 'apiextensions.crossplane.io/composed/1', operation: 'Apply', fieldsV1: { 'f:data': { 'f:a': {} } } },
    ],
  },
  data: { a: '1', b: 'theirs' },
};
const { managedFields: _, ...unmarked } = owned.metadata;
const unowned = { ...owned, metadata: { ...unmarked, namespace: 'team', uid: 'u' }, status: { x: 1 } };
const observed = new Map<string, unknown>(Object.entries({ progress: owned, service: unowned }));
const kept = {
  key: 'progress',
  manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, data: { a: '1' } },
  ready: true,
};

describe('what is kept', () => {
  test('is asked for exactly as Crossplane applied it', () => {
    expect(keepObserved(observed, ['progress'])).toEqual({ ok: true, desired: [kept] });
  });

  test('is nothing where nothing is to be kept', () => {
    expect(keepObserved(observed, [])).toEqual({ ok: true, desired: [] });
  });

  test.each([
    { because: 'it does not say what Crossplane applied: fields would be lost', key: 'service' },
    { because: 'it is not there: it would be made anew', key: 'worker-job-0' },
  ])('cannot be where $because', ({ key }) => {
    expect(keepObserved(observed, ['progress', key])).toEqual({ ok: false, unreadable: [key] });
  });
});

describe('in an answer that is not the last', () => {
  test('all is kept, with what cannot be told apart as a whole', () => {
    const whole = {
      key: 'service',
      manifest: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'digits-progress', namespace: 'team' },
        data: { a: '1', b: 'theirs' },
      },
      ready: true,
    };
    expect(keepObservedWhole(observed)).toEqual({ ok: true, desired: [kept, whole] });
  });

  test('what is no object at all cannot be kept: left out, it would be deleted', () => {
    expect(keepObservedWhole(new Map([...observed, ['x', {}]]))).toEqual({ ok: false, unreadable: ['x'] });
  });
});

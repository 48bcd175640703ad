import { expect, test } from '@jest/globals';
import { applied } from '../../simulator/apply.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const core = { manager: 'core', now: 'now' };
const configMap = (fields: object, metadata: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'ns', ...metadata },
  ...fields,
});
const entry = (fieldsV1: object, manager = 'core') => ({
  manager,
  operation: 'Apply',
  apiVersion: 'v1',
  time: 'then',
  fieldsType: 'FieldsV1',
  fieldsV1,
});

const cases = [
  {
    reason: 'a new object is the intent, and the manager owns all but its name',
    existing: undefined,
    intent: configMap({ data: { a: '1' }, list: [1, 2] }, { labels: { x: 'y' } }),
    want: configMap(
      { data: { a: '1' }, list: [1, 2] },
      {
        labels: { x: 'y' },
        managedFields: [
          {
            ...entry({ 'f:data': { 'f:a': {} }, 'f:list': {}, 'f:metadata': { 'f:labels': { 'f:x': {} } } }),
            time: 'now',
          },
        ],
      },
    ),
  },
  {
    reason: 'what the manager no longer sends is gone; what others wrote stays, and so does the time of the record',
    existing: configMap(
      { data: { a: '1', b: '2', theirs: '3' }, status: { phase: 'Bound' } },
      {
        uid: 'u',
        managedFields: [
          entry({ 'f:data': { 'f:theirs': {} } }, 'other'),
          entry({ 'f:data': { 'f:a': {}, 'f:b': {} } }),
        ],
      },
    ),
    intent: configMap({ data: { a: '9' } }),
    want: configMap(
      { data: { a: '9', theirs: '3' }, status: { phase: 'Bound' } },
      {
        uid: 'u',
        managedFields: [
          entry({ 'f:data': { 'f:theirs': {} } }, 'other'),
          entry({ 'f:data': { 'f:a': {} }, 'f:metadata': {} }),
        ],
      },
    ),
  },
  {
    reason: 'a map that the manager owned alone goes with its last field',
    existing: configMap({ data: { a: '1' } }, { managedFields: [entry({ 'f:data': { 'f:a': {} } })] }),
    intent: configMap({}),
    want: configMap({}, { managedFields: [entry({ 'f:metadata': {} })] }),
  },
  {
    reason: 'who applied an empty map leaves what others put into it',
    existing: configMap({ data: { theirs: '1' } }, { managedFields: [entry({ 'f:data': {}, 'f:metadata': {} })] }),
    intent: configMap({ data: {} }),
    want: configMap({ data: { theirs: '1' } }, { managedFields: [entry({ 'f:data': {}, 'f:metadata': {} })] }),
  },
  {
    reason: 'a list is one value, however a real API server recorded its items',
    existing: configMap(
      { spec: { containers: [{ name: 'a' }, { name: 'b' }] } },
      { managedFields: [entry({ 'f:spec': { 'f:containers': { 'k:{"name":"a"}': { '.': {} } } } })] },
    ),
    intent: configMap({ spec: { other: 1 } }),
    want: configMap(
      { spec: { other: 1 } },
      { managedFields: [entry({ 'f:metadata': {}, 'f:spec': { 'f:other': {} } })] },
    ),
  },
];

test.each(cases)('$reason', ({ existing, intent, want }) => {
  expect(applied(existing, intent, core)).toEqual(want);
});

test('applying twice changes nothing', () => {
  const intent = configMap({ data: { a: '1' }, spec: { list: [{ name: 'x' }] } });
  const once = applied(undefined, intent, core);
  expect(applied(once, intent, { ...core, now: 'later' })).toEqual(once);
});

import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ownedFields } from '../../../function/settle/owned-fields.ts';

const manager = 'apiextensions.crossplane.io/composed/8f6a';
const entry = (fieldsV1: object, more: object = {}) => ({
  manager,
  operation: 'Apply',
  apiVersion: 'v1',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});

/** A ConfigMap of which Crossplane owns some fields. */
function object(fields: object, fieldsV1: object, others: readonly object[] = []) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'team', uid: 'u', managedFields: [...others, entry(fieldsV1)] },
    ...fields,
  };
}

/** Name and namespace are no fields that anybody owns: core puts them back. */
const name = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} };

describe('of an observed object stays what Crossplane applied', () => {
  test.each([
    {
      because: "a field of somebody else's is theirs",
      fields: { data: { ours: '1', theirs: '2' } },
      owned: { 'f:data': { 'f:ours': {} } },
      kept: { data: { ours: '1' } },
    },
    {
      because: 'a dot says that the map itself is owned, and no more',
      fields: { data: { ours: '1', theirs: '2' } },
      owned: { 'f:data': { '.': {}, 'f:ours': {} } },
      kept: { data: { ours: '1' } },
    },
    {
      because: 'an empty set is all of an atomic value',
      fields: { spec: { nodeSelector: { a: '1' }, command: ['x', 'y'] } },
      owned: { 'f:spec': { 'f:nodeSelector': {}, 'f:command': {} } },
      kept: { spec: { nodeSelector: { a: '1' }, command: ['x', 'y'] } },
    },
    {
      because: 'an item is found by its keys, and the others are not ours',
      fields: {
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      owned: { 'f:env': { 'k:{"name":"B"}': { '.': {}, 'f:name': {}, 'f:value': {} } } },
      kept: { env: [{ name: 'B', value: '2' }] },
    },
    {
      because: 'an item may have several keys, of any type',
      fields: {
        ports: [
          { containerPort: 1, protocol: 'UDP' },
          { containerPort: 1, protocol: 'TCP', name: 'a' },
        ],
      },
      owned: {
        'f:ports': { 'k:{"containerPort":1,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} } },
      },
      kept: { ports: [{ containerPort: 1, protocol: 'TCP' }] },
    },
    {
      because: 'the order of a list is the order that it has',
      fields: { env: [{ name: 'B' }, { name: 'A' }] },
      owned: { 'f:env': { 'k:{"name":"A"}': { 'f:name': {} }, 'k:{"name":"B"}': { 'f:name': {} } } },
      kept: { env: [{ name: 'B' }, { name: 'A' }] },
    },
    {
      because: 'values of a set are found by themselves',
      fields: { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] },
      owned: { 'f:accessModes': { 'v:"ReadOnlyMany"': {} } },
      kept: { accessModes: ['ReadOnlyMany'] },
    },
    {
      because: 'items of a list without keys are found by their place',
      fields: { rules: ['a', 'b', 'c'] },
      owned: { 'f:rules': { 'i:1': {} } },
      kept: { rules: ['b'] },
    },
    {
      because: 'a field that is gone is not made up',
      fields: {},
      owned: { 'f:data': { 'f:a': {} }, 'f:spec': {} },
      kept: {},
    },
    {
      because: 'a key that cannot be read names nothing',
      fields: { env: [{ name: 'A' }] },
      owned: { 'f:env': { 'k:{name}': {} } },
      kept: { env: [] },
    },
    {
      because: 'falsy values are values',
      fields: { spec: { suspend: false, replicas: 0, text: '' } },
      owned: { 'f:spec': { 'f:suspend': {}, 'f:replicas': {}, 'f:text': {} } },
      kept: { spec: { suspend: false, replicas: 0, text: '' } },
    },
  ])('$because', ({ fields, owned, kept }) => {
    expect(ownedFields(object(fields, owned))).toEqual({ ...name, ...kept });
  });

  test('but not what core itself adds to every composed object', () => {
    const observed = object(
      {},
      {
        'f:metadata': {
          'f:labels': { 'f:team': {}, 'f:crossplane.io/composite': {} },
          'f:annotations': { 'f:crossplane.io/composition-resource-name': {}, 'f:note': {} },
          'f:ownerReferences': { 'k:{"uid":"u"}': {} },
          'f:generateName': {},
        },
      },
    );
    const metadata = {
      ...observed.metadata,
      generateName: 'a-',
      labels: { team: 'vision', 'crossplane.io/composite': 'digits' },
      annotations: { 'crossplane.io/composition-resource-name': 'progress', note: 'ours' },
      ownerReferences: [{ uid: 'u' }],
    };
    expect(ownedFields({ ...observed, metadata })?.metadata).toEqual({
      labels: { team: 'vision' },
      annotations: { note: 'ours' },
    });
  });
});

describe('nothing is known of an object', () => {
  const data = { data: { a: '1' } };
  const owned = { 'f:data': { 'f:a': {} } };
  test.each([
    { because: 'it says nothing of its managers', metadata: { name: 'a' } },
    { because: 'only others manage it', metadata: { managedFields: [entry(owned, { manager: 'kubectl' })] } },
    { because: 'Crossplane only updated it', metadata: { managedFields: [entry(owned, { operation: 'Update' })] } },
    {
      because: 'Crossplane applied only its status',
      metadata: { managedFields: [entry(owned, { subresource: 'status' })] },
    },
    { because: 'the set is missing', metadata: { managedFields: [{ ...entry({}), fieldsV1: undefined }] } },
  ])('where $because', ({ metadata }) => {
    expect(ownedFields({ apiVersion: 'v1', kind: 'ConfigMap', metadata, ...data })).toBeUndefined();
  });

  test.each([{ value: undefined }, { value: null }, { value: 'text' }, { value: [] }, { value: {} }])(
    'where it is $value',
    ({ value }) => {
      expect(ownedFields(value)).toBeUndefined();
    },
  );
});

test('of a Job in a real API server stays what was applied, but for a default in a field that has one owner as a whole', () => {
  const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
  const { name: _, namespace: __, ...metadata } = parse(read('applied-job.yaml')).metadata;
  const withDefault = read('applied-job.yaml').replace(/( +)(?=fieldPath:)/, '$1apiVersion: v1\n$1');
  const applied = parse(withDefault);
  expect(ownedFields(parse(read('observed-job.yaml')))).toEqual({ ...applied, metadata });
});

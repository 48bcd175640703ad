import { describe, expect, test } from '@jest/globals';
import type { Need, Resource } from '../../../function/graph/resource.ts';
import { settle } from '../../../function/settle/settle.ts';

const manifest = (kind = 'ConfigMap') => ({ apiVersion: 'v1', kind, metadata: { name: 'a' } });
const resource = (key: string, ...needs: readonly Need[]): Resource => ({ key, manifest: manifest(), needs });
const settled = (resources: readonly Resource[], observed: Readonly<Record<string, unknown>> = {}) =>
  settle(resources, new Map(Object.entries(observed)));
const keys = (of: readonly { readonly key: string }[]) => of.map(({ key }) => key);

const secret = (status: string) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  status: { conditions: [{ type: 'Ready', status, message: 'no such key' }] },
});

describe('what is not there yet', () => {
  test('is asked for when it needs nothing', () => {
    expect(settled([resource('a')])).toEqual({
      desired: [{ key: 'a', manifest: manifest(), ready: false }],
      waitingFor: [],
      notReady: [{ resource: 'a', fact: 'is being created' }],
      unreadable: [],
    });
  });

  const gates = [
    { because: 'a fact is unknown', need: { type: 'Fact', fact: 'vpcId', known: false }, observed: {}, fact: 'vpcId' },
    { because: 'another does not exist', need: { type: 'Observed', key: 'b' }, observed: {}, fact: 'b exists' },
    { because: 'another is not made', need: { type: 'Ready', key: 'b' }, observed: {}, fact: 'b is ready' },
    {
      because: 'another is not ready',
      need: { type: 'Ready', key: 'b' },
      observed: { b: secret('False') },
      fact: 'b is ready (it is not ready: no such key)',
    },
    {
      because: 'an earlier one is not gone',
      need: { type: 'Gone', key: 'old' },
      observed: { old: {} },
      fact: 'old is gone',
    },
  ] as const satisfies readonly { because: string; need: Need; observed: object; fact: string }[];
  test.each(gates)('waits, and says for what, while $because', ({ need, observed, fact }) => {
    const { desired, waitingFor } = settled([resource('b'), resource('a', need)], observed);
    expect(keys(desired)).toEqual(['b']);
    expect(waitingFor).toEqual([{ resource: 'a', fact }]);
  });

  const open = [
    { because: 'the fact is known', need: { type: 'Fact', fact: 'vpcId', known: true }, observed: {} },
    { because: 'the other exists', need: { type: 'Observed', key: 'b' }, observed: { b: secret('False') } },
    { because: 'the other is ready', need: { type: 'Ready', key: 'b' }, observed: { b: secret('True') } },
    { because: 'the earlier one is gone', need: { type: 'Gone', key: 'old' }, observed: {} },
  ] as const satisfies readonly { because: string; need: Need; observed: object }[];
  test.each(open)('is asked for as soon as $because', ({ need, observed }) => {
    expect(keys(settled([resource('b'), resource('a', need)], observed).desired)).toContain('a');
  });

  test('says all that it waits for', () => {
    const { waitingFor } = settled([
      resource('b'),
      resource('a', { type: 'Observed', key: 'b' }, { type: 'Fact', fact: 'vpcId', known: false }),
    ]);
    expect(waitingFor.map(({ fact }) => fact)).toEqual(['b exists', 'vpcId']);
  });
});

describe('what is there', () => {
  test('stays, whatever it once waited for', () => {
    const { desired, waitingFor } = settled([resource('b'), resource('a', { type: 'Ready', key: 'b' })], {
      a: manifest(),
    });
    expect(keys(desired)).toContain('a');
    expect(waitingFor).toEqual([]);
  });

  test('is asked for as Crossplane applied it, where a fact of its manifest is lost', () => {
    const applied = {
      ...manifest(),
      data: { vpcId: 'vpc-1', theirs: 'x' },
      metadata: {
        managedFields: [
          {
            manager: 'apiextensions.crossplane.io/composed/1',
            operation: 'Apply',
            fieldsV1: { 'f:data': { 'f:vpcId': {} } },
          },
        ],
      },
    };
    const lost: Need = { type: 'Fact', fact: 'vpcId', known: false };
    const { desired, unreadable } = settled([resource('a', lost)], { a: applied });
    expect(desired).toMatchObject([{ manifest: { data: { vpcId: 'vpc-1' } }, ready: true }]);
    expect(desired[0]?.manifest).not.toHaveProperty('data.theirs');
    expect(unreadable).toEqual([]);
  });

  test('cannot be kept where the fact is lost and nothing says what was applied', () => {
    const lost: Need = { type: 'Fact', fact: 'vpcId', known: false };
    expect(settled([resource('a', lost)], { a: manifest() }).unreadable).toEqual(['a']);
  });

  test('says why it is not ready', () => {
    const { desired, notReady } = settled([resource('a')], { a: secret('False') });
    expect(desired).toMatchObject([{ key: 'a', ready: false }]);
    expect(notReady).toEqual([{ resource: 'a', fact: 'is not ready: no such key' }]);
  });
});

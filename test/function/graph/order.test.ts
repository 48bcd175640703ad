import { describe, expect, test } from '@jest/globals';
import { inOrder } from '../../../function/graph/order.ts';
import type { Need, Resource } from '../../../function/graph/resource.ts';

const resource = (key: string, ...needs: readonly Need[]): Resource => ({
  key,
  manifest: { apiVersion: 'v1', kind: 'ConfigMap' },
  needs,
});
const after = (key: string): Need => ({ type: 'Observed', key });
const ready = (key: string): Need => ({ type: 'Ready', key });

describe('resources', () => {
  test.each([
    { because: 'nothing needs anything', given: [resource('b'), resource('a')], order: 'b a' },
    { because: 'what is needed comes first', given: [resource('a', after('b')), resource('b')], order: 'b a' },
    {
      because: 'also through others',
      given: [resource('a', ready('b')), resource('b', after('c')), resource('c')],
      order: 'c b a',
    },
    {
      because: 'what two need comes once',
      given: [resource('a', after('c')), resource('b', after('c')), resource('c')],
      order: 'c a b',
    },
    {
      because: 'facts, and what is to be gone, are not of the graph',
      given: [resource('a', { type: 'Gone', key: 'old' }, { type: 'Fact', fact: 'x', known: false })],
      order: 'a',
    },
  ])('are in the order $order: $because', ({ given, order }) => {
    expect(inOrder(given).map(({ key }) => key)).toEqual(order.split(' '));
  });

  test.each([
    {
      because: 'each waits for the other',
      given: [resource('a', after('b')), resource('b', ready('a'))],
      says: 'a → b → a',
    },
    { because: 'one waits for itself', given: [resource('a', after('a'))], says: 'a → a' },
    {
      because: 'nobody composes what it needs',
      given: [resource('a', after('b'))],
      says: 'a needs b, which is not composed',
    },
    { because: 'two have one key', given: [resource('a'), resource('a')], says: 'a key is used twice' },
  ])('have no order where $because', ({ given, says }) => {
    expect(() => inOrder(given)).toThrow(`cannot order resources: ${says}`);
  });
});

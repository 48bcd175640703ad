import { expect, test } from '@jest/globals';
import { conditionsIn, isSystemType, withConditions } from '../../simulator/conditions.ts';
import type { Condition } from '../../simulator/conditions.ts';

const ready: Condition = { type: 'Ready', status: 'False', reason: 'Creating', lastTransitionTime: 'then' };
const synced: Condition = { type: 'Synced', status: 'True', reason: 'ReconcileSuccess', lastTransitionTime: 'then' };

const cases: { reason: string; change: Condition; want: readonly Condition[] }[] = [
  {
    reason: 'an equal condition keeps its time, so that a settled object never changes',
    change: { ...ready, lastTransitionTime: 'now' },
    want: [ready, synced],
  },
  {
    reason: 'a changed condition keeps its place and gets the new time',
    change: { ...ready, status: 'True', reason: 'Available', lastTransitionTime: 'now' },
    want: [{ type: 'Ready', status: 'True', reason: 'Available', lastTransitionTime: 'now' }, synced],
  },
  {
    reason: 'a new type comes last',
    change: { type: 'Accepted', status: 'True', reason: 'Ok', lastTransitionTime: 'now' },
    want: [ready, synced, { type: 'Accepted', status: 'True', reason: 'Ok', lastTransitionTime: 'now' }],
  },
  {
    reason: 'a generation where there was none is no change',
    change: { ...ready, observedGeneration: 3, lastTransitionTime: 'now' },
    want: [ready, synced],
  },
];

test.each(cases)('withConditions: $reason', ({ change, want }) => {
  expect(withConditions([ready, synced], change)).toEqual(want);
});

test('another generation than before is a change', () => {
  const before = { ...ready, observedGeneration: 1 };
  const after = { ...ready, observedGeneration: 2, lastTransitionTime: 'now' };
  expect(withConditions([before], after)).toEqual([after]);
});

test('conditions are read from whatever a status holds', () => {
  const status = { conditions: [{ type: 'A', status: 'odd', reason: 7, message: '' }, 'nonsense'] };
  expect(conditionsIn(status)).toEqual([
    { type: 'A', status: 'Unknown', reason: '', lastTransitionTime: '' },
    { type: '', status: 'Unknown', reason: '', lastTransitionTime: '' },
  ]);
});

test.each(['Ready', 'Synced', 'Healthy', 'UpToDate', 'Responsive'])('%s is core’s own', (type) => {
  expect(isSystemType(type)).toBe(true);
});

import { expect, test } from '@jest/globals';
import { treeLines, waitSentences } from '../../../cli/preview/tree.ts';
import { plain } from '../../../cli/terminal/style.ts';
import type { ObjectNode } from '../../../cli/preview/story.ts';

const terminal = { width: 70, style: plain };

function node(key: string, fields: Partial<ObjectNode> = {}): ObjectNode {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `run-${key}`, namespace: 'ns' } };
  return {
    key,
    object,
    waitsFor: [],
    pass: 0,
    existedBefore: false,
    isReleased: false,
    state: 'Ready',
    children: [],
    ...fields,
  };
}

const { object: _, ...notMade } = node('later', {
  state: 'NotMade',
  waitsFor: ['facts.endpoint of TrainingCluster a/b'],
});

test('objects, what they wait for, what becomes of them, and what is below them', () => {
  const elsewhere = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'other' } };
  const nodes = [
    node('a', { existedBefore: true }),
    node('b', { object: elsewhere }),
    node('pool', {
      object: {
        apiVersion: 'crosstrain.dev/v1alpha1',
        kind: 'ComputePool',
        metadata: { name: 'run-pool', namespace: 'ns' },
      },
      children: [node('x'), node('y', { waitsFor: ['x exists'] })],
    }),
    node('c', { waitsFor: ['a exists', 'b exists', 'pool exists'], isReleased: true }),
    notMade,
  ];
  expect(treeLines(nodes, 'ns', terminal)).toEqual([
    '  ├─ ConfigMap    run-a (exists)',
    '  ├─ Secret       other/token',
    '  ├─ ComputePool  run-pool',
    '  │  ├─ ConfigMap  run-x',
    '  │  └─ ConfigMap  run-y                          waits until x exists',
    '  ├─ ConfigMap    run-c (released at the end)',
    '  │               waits until everything above exists',
    '  └─ (not made)   later',
    '                  waits until facts.endpoint of TrainingCluster a/b',
  ]);
});

const first = [node('a'), node('b'), node('c')];
const sentences = [
  { reason: 'nothing', waitsFor: [], want: [] },
  { reason: 'one that must exist', waitsFor: ['a exists'], want: ['waits until a exists'] },
  { reason: 'two of three that must exist', waitsFor: ['a exists', 'b exists'], want: ['waits until a and b exist'] },
  { reason: 'all', waitsFor: ['a exists', 'b exists', 'c exists'], want: ['waits until everything above exists'] },
  {
    reason: 'all, of which one must be ready',
    waitsFor: ['a exists', 'b exists', 'c is ready (it is not ready yet)'],
    want: ['waits until everything above exists, and c is ready'],
  },
  {
    reason: 'something that is no object',
    waitsFor: ['a exists', 'old is gone'],
    want: ['waits until a exists, and old is gone'],
  },
];

test.each(sentences)('waiting for $reason', ({ waitsFor, want }) => {
  expect(waitSentences(node('job', { waitsFor }), first)).toEqual(want);
});

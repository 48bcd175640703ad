import { expect, test } from '@jest/globals';
import { parseTfConfig } from '../../trainer-image/src/tf-config.ts';

const cases = [
  {
    reason: 'a cluster of workers',
    text: '{"cluster":{"worker":["a:1","b:1"]},"task":{"type":"worker","index":1}}',
    expected: { task: { role: 'worker', index: 1 }, sizes: { worker: 2 } },
  },
  {
    reason: 'the evaluator is a task, but not in the cluster',
    text: '{"cluster":{"chief":["a:1"]},"task":{"type":"evaluator","index":0}}',
    expected: { task: { role: 'evaluator', index: 0 }, sizes: { chief: 1 } },
  },
  {
    reason: 'the index as text, which TensorFlow takes too',
    text: '{"cluster":{"chief":["a:1"]},"task":{"type":"chief","index":"0"}}',
    expected: { task: { role: 'chief', index: 0 }, sizes: { chief: 1 } },
  },
  { reason: 'no JSON', text: '{', expected: { problem: 'it is no JSON' } },
  { reason: 'no cluster', text: '{}', expected: { problem: 'it has no object "cluster"' } },
  {
    reason: 'an unknown role',
    text: '{"cluster":{"master":["a:1"]},"task":{"type":"worker","index":0}}',
    expected: { problem: 'cluster.master is none of chief, worker, ps, evaluator' },
  },
  {
    reason: 'addresses that are no list',
    text: '{"cluster":{"worker":"a:1"},"task":{"type":"worker","index":0}}',
    expected: { problem: 'cluster.worker is no list of addresses' },
  },
  {
    reason: 'no task',
    text: '{"cluster":{"worker":["a:1"]}}',
    expected: { problem: 'task.type is none of chief, worker, ps, evaluator' },
  },
  {
    reason: 'an index that is no number',
    text: '{"cluster":{"worker":["a:1"]},"task":{"type":"worker","index":-1}}',
    expected: { problem: 'task.index is no whole number from 0' },
  },
  {
    reason: 'a task outside the cluster',
    text: '{"cluster":{"worker":["a:1"]},"task":{"type":"worker","index":1}}',
    expected: { problem: 'task worker 1 is not in the cluster' },
  },
];

test.each(cases)('TF_CONFIG: $reason', ({ text, expected }) => {
  expect(parseTfConfig(text)).toEqual(expected);
});

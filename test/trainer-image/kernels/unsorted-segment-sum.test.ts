import { beforeAll, expect, test } from '@jest/globals';
import { cast, setBackend, tensor, unsortedSegmentSum, type Tensor1D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expectSameOnBoth, startBackends, tensorOf } from './both-backends.ts';

beforeAll(startBackends);

test('rows of the same id are summed as on the plain backend; ids out of range are dropped', () => {
  const size = fc.integer({ min: 1, max: 5 });
  const cases = fc
    .record({ rows: size, rest: fc.array(size, { maxLength: 2 }), segments: size })
    .chain(({ rows, rest, segments }) =>
      fc.record({
        x: tensorOf([rows, ...rest]),
        ids: fc.array(fc.integer({ min: -1, max: segments }), { minLength: rows, maxLength: rows }),
        segments: fc.constant(segments),
      }),
    );
  fc.assert(
    fc.property(cases, ({ x, ids, segments }) =>
      expectSameOnBoth([x, { shape: [ids.length], values: ids }], ([values, segmentIds]) =>
        unsortedSegmentSum(values!, cast(segmentIds as Tensor1D, 'int32'), segments),
      ),
    ),
  );
});

test('ids that are no vector are refused', async () => {
  await setBackend('wasm');
  const ids = tensor([0, 1], [2, 1], 'int32');
  expect(() => unsortedSegmentSum(tensor([1, 2], [2, 1]), ids as never, 2)).toThrow(
    'cannot run UnsortedSegmentSum on WASM: segment ids are int32[2, 1], not a vector of int32',
  );
});

import { beforeAll, test } from '@jest/globals';
import { matMul } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expectSameOnBoth, startBackends, tensorOf } from './both-backends.ts';

beforeAll(startBackends);

test('products are the plain backend’s, transposed or not, in batches or not', () => {
  const size = fc.integer({ min: 1, max: 6 });
  const cases = fc
    .record({
      batches: fc.constantFrom<[number[], number[]][]>(
        [[], []],
        [[3], [3]],
        [[1], [2]],
        [[2], [1]],
        [
          [2, 2],
          [2, 2],
        ],
      ),
      sizes: fc.tuple(size, size, size),
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
    })
    .chain(({ batches, sizes: [rows, inner, columns], transposeA, transposeB }) =>
      fc.record({
        a: tensorOf([...batches[0], ...(transposeA ? [inner, rows] : [rows, inner])]),
        b: tensorOf([...batches[1], ...(transposeB ? [columns, inner] : [inner, columns])]),
        transposeA: fc.constant(transposeA),
        transposeB: fc.constant(transposeB),
      }),
    );
  fc.assert(
    fc.property(cases, ({ a, b, transposeA, transposeB }) =>
      expectSameOnBoth([a, b], ([left, right]) => matMul(left!, right!, transposeA, transposeB)),
    ),
  );
});

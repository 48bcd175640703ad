import { expect, test } from '@jest/globals';
import { feedOf, type RecordThread } from '../../../../trainer-image/src/data/records/feed.ts';
import { drawnOrder } from '../../../../trainer-image/src/training/order.ts';

/** A thread that only writes down what it is asked for. */
function listeningThread(asked: number[]): RecordThread {
  return {
    read: async (indices) => {
      asked.push(indices[0]!);
      return { index: Int32Array.from(indices) };
    },
    close: () => undefined,
  };
}

test('batches are asked for two steps before they are needed, once each, and none behind the last', async () => {
  const asked: number[] = [];
  const feed = feedOf(listeningThread(asked), (step) => (step < 5 ? Uint32Array.of(step * 10) : undefined));
  expect(await feed.at(1)).toEqual({ index: Int32Array.of(10) });
  expect(asked).toEqual([10, 20, 30]);
  expect(await feed.at(2)).toEqual({ index: Int32Array.of(20) });
  expect(asked).toEqual([10, 20, 30, 40]);
  for (const step of [3, 4]) await feed.at(step);
  expect(asked).toEqual([10, 20, 30, 40]);
  await expect(feed.at(5)).rejects.toThrow('cannot feed step 5: it is behind the last one');
});

test('a batch that cannot be read fails the step that needs it, and not before', async () => {
  const failing: RecordThread = {
    read: (indices) => (indices[0] === 2 ? Promise.reject(new Error('gone')) : Promise.resolve({})),
    close: () => undefined,
  };
  const feed = feedOf(failing, (step) => Uint32Array.of(step));
  await feed.at(0);
  await feed.at(1);
  await expect(feed.at(2)).rejects.toThrow('gone');
});

test('each epoch takes every example once, in an order of its own that starts anywhere alike', () => {
  const schedule = { epochs: 3, batchSize: 4, learningRate: 1, seed: 9 };
  const steps = { perEpoch: 3, total: 9 };
  const whole = drawnOrder({ examples: 12, schedule }, steps);
  const all = Array.from({ length: 9 }, (_, step) => Array.from(whole(step)!));
  for (const epoch of [0, 1, 2]) {
    const seen = all.slice(3 * epoch, 3 * epoch + 3).flat();
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  }
  expect(all.slice(0, 3)).not.toEqual(all.slice(3, 6));
  const resumed = drawnOrder({ examples: 12, schedule }, steps);
  expect(Array.from(resumed(5)!)).toEqual(all[5]);
  expect(whole(9)).toBeUndefined();
});

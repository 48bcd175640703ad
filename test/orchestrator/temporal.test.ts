import { expect, test } from '@jest/globals';
import { encryption } from '../../orchestrator/temporal/encryption.ts';
import { retrainSchedule } from '../../orchestrator/client/schedule.ts';
import { manifest } from './stories.ts';

const key = Buffer.alloc(32, 7);
const payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"secret"') };

test('what is encrypted is read with the same key, and hides what it was', async () => {
  const [sealed] = await encryption(key).encode([payload]);
  expect(Buffer.from(sealed!.data!).includes('secret')).toBe(false);
  const [opened] = await encryption(key).decode([sealed!]);
  expect(Buffer.from(opened!.data!).toString()).toBe('"secret"');
  expect(Buffer.from(opened!.metadata!['encoding']!).toString()).toBe('json/plain');
});

test('another key is named, and a changed payload is refused', async () => {
  const [sealed] = await encryption(key).encode([payload]);
  await expect(encryption(Buffer.alloc(32, 8)).decode([sealed!])).rejects.toThrow(
    'cannot decrypt a payload: it needs key',
  );
  const data = Buffer.from(sealed!.data!);
  data[20]! ^= 1;
  await expect(encryption(key).decode([{ ...sealed, data }])).rejects.toThrow();
});

test('what was written before there was a key is still read', async () => {
  expect(await encryption(key).decode([payload])).toEqual([payload]);
});

test('R12: a schedule never starts a second retraining while one is under way, and stops where one fails', () => {
  expect(retrainSchedule(manifest(), '0 2 * * *').policies).toEqual({
    overlap: 'SKIP',
    catchupWindow: '1h',
    pauseOnFailure: true,
  });
});

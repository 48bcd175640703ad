import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { at, listAt, recordAt } from '../../api/json.ts';
import { stored } from './stored.ts';

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`../function/settle/${name}.yaml`, import.meta.url), 'utf8'));
const real = read('observed-job');
const owner = {
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'clicks', namespace: 'team-ads', uid: '5b0a' },
};
const ours = stored(recordAt(read('applied-job')), 'worker-job-fa9425', owner, undefined);

/** An object without the metadata that core adds, and without what carries an identity of its own. */
const comparable = (object: unknown): unknown =>
  JSON.parse(JSON.stringify(at(object, 'spec')).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>'));

test('the spec is as a real API server holds it, but for two labels of its past', () => {
  const expected = recordAt(comparable(real));
  const { 'job-name': _, 'controller-uid': __, ...labels } = recordAt(expected, 'template', 'metadata', 'labels');
  expect(comparable(ours)).toEqual({
    ...expected,
    template: { ...recordAt(expected, 'template'), metadata: { labels } },
  });
});

test('the managed fields of the spec are those of a real API server', () => {
  const ofSpec = (object: unknown) => at(listAt(object, 'metadata', 'managedFields')[0], 'fieldsV1', 'f:spec');
  expect(ofSpec(ours)).toEqual(ofSpec(real));
});

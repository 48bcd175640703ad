import { expect, test } from '@jest/globals';
import { parseRequest } from '../../function/request.ts';
import { requestOf } from '../support/request.ts';

test('observed objects are read in the order of their names: what waits for two of them says so in the same words each time', () => {
  const composite = {
    apiVersion: 'crosstrain.dev/v1alpha1',
    kind: 'TrainingRun',
    metadata: { name: 'a', namespace: 'b' },
  };
  const parsed = parseRequest(requestOf({ composite, observed: { worker: {}, service: {}, evaluator: {} } }));
  expect(parsed.ok && [...parsed.value.observed.keys()]).toEqual(['evaluator', 'service', 'worker']);
});

import { describe, expect, test } from '@jest/globals';
import { listAt, recordAt, stringAt } from '../../../api/json.ts';
import { conditionIn } from '../../../simulator/conditions.ts';
import { kubectl, listed, live } from '../stand.ts';

const functionName = 'crosstrain-function-crosstrain';
const packageKinds = { apiVersion: 'pkg.crossplane.io/v1' };

test('the Configuration is installed and healthy, and brought the function that its Compositions name', async () => {
  const configuration = await live({ ...packageKinds, kind: 'Configuration', name: 'crosstrain' });
  expect(conditionIn(configuration?.['status'], 'Healthy')?.status).toBe('True');
  const functions = await listed('functions.pkg.crossplane.io', '');
  expect(functions.map(({ metadata }) => metadata.name)).toEqual([functionName]);
  const compositions = await listed('compositions.apiextensions.crossplane.io', '');
  const named = compositions.flatMap((composition) =>
    listAt(composition, 'spec', 'pipeline').map((step) => stringAt(step, 'functionRef', 'name')),
  );
  expect(new Set(named)).toEqual(new Set([functionName]));
});

describe('the function runs as Crossplane starts it', () => {
  const selector = ['--selector', `pkg.crossplane.io/function=${functionName}`];

  test('healthy, in a pod of its own package, unprivileged', async () => {
    const installed = await live({ ...packageKinds, kind: 'Function', name: functionName });
    expect(conditionIn(installed?.['status'], 'Healthy')?.status).toBe('True');
    const [pod, ...others] = await listed('pods', 'crossplane-system', ...selector);
    expect(others).toEqual([]);
    const [container] = listAt(pod, 'spec', 'containers');
    expect(stringAt(container, 'image')).toMatch(/\/crosstrain\/function-crosstrain[:@]/);
    expect(recordAt(container, 'securityContext')).toMatchObject({ runAsNonRoot: true, runAsUser: 2000 });
    expect(listAt(pod, 'status', 'containerStatuses')).toEqual([
      expect.objectContaining({ ready: true, restartCount: 0 }),
    ]);
  });

  test('serves over mutual TLS with the certificates that core made for it', async () => {
    const log = await kubectl(['logs', '--namespace', 'crossplane-system', ...selector, '--tail=-1']);
    expect(log).toContain('"security":"mutual-tls"');
    expect(log).not.toContain('"level":"error"');
  });
});

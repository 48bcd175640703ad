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

  test('healthy, in pods of its own package that may do nothing', async () => {
    const installed = await live({ ...packageKinds, kind: 'Function', name: functionName });
    expect(conditionIn(installed?.['status'], 'Healthy')?.status).toBe('True');
    const pods = await listed('pods', 'crossplane-system', ...selector);
    expect(pods.length).toBe(2);
    for (const pod of pods) {
      const [container] = listAt(pod, 'spec', 'containers');
      expect(stringAt(container, 'image')).toMatch(/\/crosstrain\/function-crosstrain[:@]/);
      expect(recordAt(container, 'securityContext')).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
      });
      expect(recordAt(pod, 'spec', 'securityContext')).toMatchObject({ runAsUser: 2000, runAsGroup: 2000 });
      expect(listAt(container, 'volumeMounts').map((mount) => stringAt(mount, 'mountPath'))).toEqual(['/tls/server']);
      expect(listAt(pod, 'status', 'containerStatuses')).toEqual([
        expect.objectContaining({ ready: true, restartCount: 0 }),
      ]);
    }
  });

  test('serves over mutual TLS with the certificates that core made for it', async () => {
    const log = await kubectl(['logs', '--namespace', 'crossplane-system', ...selector, '--tail=-1']);
    expect(log).toContain('"security":"mutual-tls"');
    expect(log).not.toContain('"level":"error"');
  });
});

import { expect, test } from '@jest/globals';
import { recordAt } from '../../../api/json.ts';
import { artifactsPod } from '../../../cli/cluster/artifacts-pod.ts';
import { preview } from '../../../cli/preview/preview.ts';
import { example, ports } from '../preview/ports.ts';

const run = { namespace: 'team-vision', name: 'digits-cpu' };

async function jobOf(name: string) {
  const { stories } = await preview(example(name), {}, ports);
  return stories.flatMap(({ nodes }) => nodes.flatMap(({ object }) => (object?.kind === 'Job' ? [object] : [])))[0];
}

test('the pod that reads artifacts is the run’s own in image, user and rights, and may only read', async () => {
  const job = await jobOf('cpu');
  const template = recordAt(job, 'spec', 'template', 'spec');
  expect(artifactsPod(run, job)).toMatchObject({
    metadata: { generateName: 'digits-cpu-artifacts-', namespace: 'team-vision' },
    spec: {
      securityContext: template['securityContext'],
      restartPolicy: 'Never',
      activeDeadlineSeconds: 3600,
      automountServiceAccountToken: false,
      containers: [
        {
          image: 'ghcr.io/crosstrain/trainer:v0.1.0',
          volumeMounts: [{ name: 'artifacts', mountPath: '/crosstrain/artifacts', readOnly: true }],
          securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
        },
      ],
      volumes: [{ name: 'artifacts', persistentVolumeClaim: { claimName: expect.any(String) } }],
    },
  });
});

test('artifacts on no volume are not looked for', () => {
  const job = { spec: { template: { spec: { containers: [{ name: 'trainer', volumeMounts: [] }], volumes: [] } } } };
  expect(() => artifactsPod(run, job)).toThrow(
    'cannot read the artifacts of team-vision/digits-cpu: they lie on no volume; status.retained says where',
  );
});

import { at, listAt, recordAt, stringAt } from '../../api/json.ts';
import { labels, trainerContainer } from '../../api/names.ts';
import { folders } from '../../api/trainer-contract/environment.ts';
import { CliError } from '../cli-error.ts';
import type { Cluster } from './kubectl.ts';
import type { RunName } from './run-name.ts';

/** How long the pod may take to start, and to live at most, whatever becomes of this program. */
const [startSeconds, lifeSeconds] = [300, 3600];

/**
 * Runs `use` while a pod is there that sees a run's artifacts and may only read them; the pod is gone afterwards.
 * It starts from the run's own image, under its user and rights, since that image is allowed there and pulled already.
 */
export async function withArtifactsPod<Result>(
  cluster: Cluster,
  run: RunName,
  use: (pod: string) => Promise<Result>,
): Promise<Result> {
  const jobs = cluster.json(['get', 'jobs', '--namespace', run.namespace, '--selector', `${labels.run}=${run.name}`]);
  const [job] = listAt(jobs, 'items');
  if (job === undefined) throw new CliError(`cannot read the artifacts of ${run.namespace}/${run.name}: it has no Job`);
  const made = cluster.json(['create', '--filename=-'], artifactsPod(run, job));
  const pod = stringAt(made, 'metadata', 'name') ?? '';
  const there = ['--namespace', run.namespace];
  try {
    cluster.json(['wait', `pod/${pod}`, ...there, '--for=condition=Ready', `--timeout=${startSeconds}s`]);
    return await use(pod);
  } finally {
    await cluster.read(['delete', 'pod', pod, ...there, '--wait=false', '--grace-period=0'], async (stream) => {
      stream.resume();
    });
  }
}

/** The pod, made of the template of a run's Job; throws a CliError where the artifacts are on no volume. */
export function artifactsPod({ namespace, name }: RunName, job: unknown): object {
  const template = recordAt(job, 'spec', 'template', 'spec');
  const container = listAt(template, 'containers').find((one) => stringAt(one, 'name') === trainerContainer);
  const mount = listAt(container, 'volumeMounts').find((one) => stringAt(one, 'mountPath') === folders.artifacts);
  const volume = listAt(template, 'volumes').find((one) => stringAt(one, 'name') === stringAt(mount, 'name'));
  if (mount === undefined || volume === undefined) {
    throw new CliError(
      `cannot read the artifacts of ${namespace}/${name}: they lie on no volume; status.retained says where`,
    );
  }
  const kept = ['imagePullSecrets', 'nodeSelector', 'tolerations', 'securityContext'].flatMap((key) =>
    at(template, key) === undefined ? [] : [[key, at(template, key)] as const],
  );
  const amounts = { cpu: '100m', memory: '128Mi' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: `${name}-artifacts-`, namespace },
    spec: {
      ...Object.fromEntries(kept),
      restartPolicy: 'Never',
      activeDeadlineSeconds: lifeSeconds,
      automountServiceAccountToken: false,
      containers: [
        {
          name: trainerContainer,
          image: stringAt(container, 'image'),
          command: ['/nodejs/bin/node', '-e', `setTimeout(() => {}, ${lifeSeconds * 1000})`],
          resources: { requests: amounts, limits: amounts },
          volumeMounts: [{ ...recordAt(mount), readOnly: true }],
          securityContext: recordAt(container, 'securityContext'),
        },
      ],
      volumes: [volume],
    },
  };
}

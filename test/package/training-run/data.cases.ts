import type { RefusedSpec } from '../refused-spec.ts';

const inputs = (input: Readonly<Record<string, unknown>>) => ({ data: { inputs: [{ name: 'digits', ...input }] } });

/** Inputs, artifacts and secrets, as the API server must refuse them. */
export const refusedData: readonly RefusedSpec[] = [
  {
    because: 'data without an input says nothing',
    spec: { data: { inputs: [] } },
    problems: ['spec.data.inputs: must have at least 1 item'],
  },
  {
    because: 'a file of the node is not on offer',
    spec: inputs({ uri: 'file:///etc/passwd' }),
    problems: [
      'spec.data.inputs[0].uri: cannot be "file:///etc/passwd" (pvc://claim/path is mounted as a folder; s3://, gs://, az:// and https:// are handed to the trainer as they are, which reads them itself)',
    ],
  },
  {
    because: 'a path with .. leads around the policy',
    spec: inputs({ uri: 's3://team-data/../other/x' }),
    problems: ["spec.data.inputs[0].uri: uri must not contain '..'"],
  },
  {
    because: 'access has two words',
    spec: inputs({ uri: 'pvc://data/', access: 'readonly' }),
    problems: ['spec.data.inputs[0].access: must be one of ReadOnly, ReadWrite, is "readonly"; did you mean ReadOnly?'],
  },
  {
    because: 'crosstrain deletes nothing that it did not make',
    spec: { artifacts: { uri: 's3://team/models', retentionPolicy: 'Delete' } },
    problems: [
      "spec.artifacts.uri: uri cannot go with retentionPolicy Delete: only the run's own claim is deleted with the run",
    ],
  },
  {
    because: 'a size of nothing',
    spec: { artifacts: { storage: '5Gi' } },
    problems: ["spec.artifacts.storage: storage needs retentionPolicy Delete: it is the size of the run's own claim"],
  },
  {
    because: 'a checkpoint every second trains nothing',
    spec: { artifacts: { checkpoint: { intervalSeconds: 1 } } },
    problems: ['spec.artifacts.checkpoint.intervalSeconds: must be at least 10, is 1'],
  },
  {
    because: 'a key with .. is a secret of another namespace',
    spec: { secrets: [{ name: 'token', key: 'a/../../other/token', mountPath: '/secrets/token' }] },
    problems: ["spec.secrets[0].key: key must not contain '..'"],
  },
  {
    because: 'a secret hidden under another one',
    spec: {
      secrets: [
        { name: 'a', key: 'a', mountPath: '/secrets' },
        { name: 'b', key: 'b', mountPath: '/secrets' },
      ],
    },
    problems: ['spec.secrets: every secret needs a mountPath of its own'],
  },
];

import fc from 'fast-check';
import { anyLabels, anyName, anyText, mostly, some, type Fields } from './word.ts';

const anyAccelerator = mostly(fc.constantFrom('L4', 'T4', 'A100-80GB', 'Own-1'), fc.constantFrom('H100', 'Unknown'));
const anySize = fc.constantFrom('1Gi', '512Mi', '40Gi', '1.5G');

/** URIs that the policies of `any/policy.ts` mostly allow; and some that look alike and are another's. */
const anyURI = mostly(
  fc.constantFrom('pvc://team-data/digits', 's3://team/data', 'gs://team/data', 'https://data.example.com/digits'),
  fc.constantFrom(
    's3://team-other/data',
    'pvc://team-data-other',
    'https://data.example.com.evil.example/x',
    'az://x/y',
  ),
);
const anyImage = mostly(
  fc.constantFrom(
    'registry.example.com/team/train:v1',
    `registry.example.com/team/train@sha256:${'0123456789abcdef'.repeat(4)}`,
    'tensorflow/tensorflow:2.21.0-gpu',
    'docker.io/tensorflow/tensorflow',
  ),
  fc.constantFrom('registry.example.com.evil.example/a', 'evil/tensorflow', 'python', 'localhost:5000/a'),
);

const anySource: fc.Arbitrary<Fields> = fc.oneof(
  fc.constant({ configMapRef: { name: 'code' } }),
  fc.constantFrom('main', 'v1.0').map((revision) => ({ git: { url: 'https://git.example.com/team/code', revision } })),
  fc.constantFrom('pvc://team-data/code', 'pvc://team-data').map((uri) => ({ uri })),
);
const anyVariables = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('HOME', 'NOTE', 'HTTPS_PROXY', '_X1'), value: anyText }),
  { maxLength: 3, selector: ({ name }) => name },
);
const common = {
  env: anyVariables,
  hyperparameters: fc.dictionary(anyText, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3, noNullPrototype: true }),
};
const anyTrainer: fc.Arbitrary<Fields> = fc.oneof(
  some(common).map((more) => ({ recipe: 'digits-cnn', ...more })),
  fc.tuple(anySource, some(common)).map(([source, more]) => ({ module: 'src/train.mjs', source, ...more })),
  fc
    .tuple(
      anyImage,
      some({
        ...common,
        source: anySource,
        command: fc.array(anyText, { maxLength: 2 }),
        args: fc.array(anyText, { maxLength: 2 }),
      }),
    )
    .map(([image, more]) => ({ image, ...more })),
);

const wish = { type: anyAccelerator };
const anyWish = fc
  .tuple(fc.record(wish), some({ count: fc.integer({ min: 1, max: 8 }) }))
  .map(([a, b]) => ({ ...a, ...b }));
const anyWishes: fc.Arbitrary<Fields> = fc
  .tuple(anyWish, some({ alternatives: fc.array(anyWish, { maxLength: 3 }) }))
  .map(([first, rest]) => ({ ...first, ...rest }));

const anyVolume: fc.Arbitrary<Fields> = fc.oneof(
  some({ readOnly: fc.boolean() }).map((more) => ({ persistentVolumeClaim: { claimName: 'team-data', ...more } })),
  fc.constant({ configMap: { name: 'settings' } }),
  some({ sizeLimit: anySize }).map((emptyDir) => ({ emptyDir })),
);
/** Volumes, inputs and secrets under names that all three may have, and that differ from another run's by a word alone. */
const anyNames = fc.uniqueArray(
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom('token', 'c', 'b-c') }, { weight: 1, arbitrary: anyName }),
  {
    maxLength: 2,
  },
);
const anyVolumes = fc
  .tuple(anyNames, fc.array(anyVolume, { minLength: 2, maxLength: 2 }))
  .map(([names, volumes]) => names.map((name, index) => ({ name, mountPath: `/data/${name}`, ...volumes[index] })));
const anyInputs = fc
  .tuple(
    anyNames.filter(({ length }) => length > 0),
    anyURI,
    some({ access: fc.constantFrom('ReadOnly', 'ReadWrite') }),
  )
  .map(([names, uri, more]) => ({ inputs: names.map((name) => ({ name, uri, ...more })) }));
const anySecrets = anyNames.map((names) =>
  names.map((name) => ({ name, key: `keys/${name}`, mountPath: `/secrets/${name}` })),
);

const checkpoint = some({
  intervalSeconds: fc.integer({ min: 10, max: 86_400 }),
  keep: fc.integer({ min: 1, max: 100 }),
});
const anyArtifactsURI = mostly(
  fc.constantFrom('s3://team/models', 'pvc://team-data/models'),
  fc.constantFrom('s3://team-other/models', 'pvc://team-data-other'),
);
const anyArtifacts: fc.Arbitrary<Fields> = fc.oneof(
  some({ checkpoint, uri: anyArtifactsURI, retentionPolicy: fc.constant('Retain') }),
  some({ checkpoint, storage: anySize }).map((artifacts) => ({ ...artifacts, retentionPolicy: 'Delete' })),
);

const anyToleration: fc.Arbitrary<Fields> = fc.constantFrom<Fields[]>(
  { key: 'dedicated', operator: 'Exists' },
  { key: 'dedicated', value: 'training', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 },
);

/** What governs a run and not what it trains; anybody may change it at any time. */
export const anyGoverning: fc.Arbitrary<Fields> = some({
  suspend: mostly(fc.constant(false), fc.constant(true), 4),
  activeDeadlineSeconds: fc.integer({ min: 60, max: 200_000 }),
  releasePolicy: fc.constantFrom('OnCompletion', 'OnSuccess', 'Never'),
  failurePolicy: some({
    maxRestarts: fc.integer({ min: 0, max: 3 }),
    maxPreemptions: fc.integer({ min: 0, max: 2 }),
    maxOutOfMemory: fc.integer({ min: 0, max: 2 }),
  }),
  budget: fc.oneof(
    mostly(fc.constantFrom('200', '4000.00'), fc.constant('0.05')).map((totalUSD) => ({ totalUSD })),
    mostly(fc.constantFrom('500', '1000'), fc.constant('0.50')).map((maxHourlyUSD) => ({ maxHourlyUSD })),
  ),
});

/** The TrainingClusters of `any/cluster.ts` by reference, and one that is not there. */
const anyClusterReference = mostly(
  fc.constantFrom<Fields[]>(
    { name: 'shared', namespace: 'platform' },
    { name: 'own' },
    { name: 'here', namespace: 'platform' },
  ),
  fc.constantFrom<Fields[]>({ name: 'closed', namespace: 'platform' }, { name: 'nowhere' }),
);

const anyStrategy: fc.Arbitrary<Fields> = fc.oneof(
  fc.constant({}),
  fc.constant({ strategy: 'AllReduce' }),
  fc.integer({ min: 1, max: 3 }).map((parameterServers) => ({ strategy: 'ParameterServer', parameterServers })),
);

/** A TrainingRun's spec: always right by the definition, mostly inside the policies of `any/policy.ts`. */
export const anyRunSpec: fc.Arbitrary<Fields> = fc
  .tuple(
    anyTrainer,
    anyStrategy,
    anyGoverning,
    some({
      accelerator: anyWishes,
      workers: mostly(fc.integer({ min: 1, max: 4 }), fc.constantFrom(8, 9, 256)),
      evaluator: fc.boolean(),
      resources: some({
        cpu: fc.constantFrom('1', '500m', '2.5'),
        memory: anySize,
        sharedMemory: anySize,
        ephemeralStorage: anySize,
      }),
      volumes: anyVolumes,
      priorityClassName: fc.constant('training'),
      imagePullSecrets: fc.constantFrom([], [{ name: 'pull' }]),
      podLabels: anyLabels,
      podAnnotations: fc.constantFrom<Fields[]>({}, { 'example.com/note': 'a "note"' }),
      podTemplateOverrides: some({
        nodeSelector: fc.constantFrom<Fields[]>({}, { 'example.com/pool': 'gpu' }),
        tolerations: fc.array(anyToleration, { maxLength: 2 }),
        affinity: fc.constant({ podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } }),
      }),
      data: anyInputs,
      artifacts: anyArtifacts,
    }),
    // Needs a platform that has more than a policy, so it is rarer.
    mostly(fc.constant({}), some({ cluster: anyClusterReference.map((ref) => ({ ref })) }), 2),
    mostly(fc.constant({}), some({ secrets: anySecrets }), 1),
  )
  .map((parts) => Object.assign({}, { trainer: parts[0] }, ...parts.slice(1)) as Fields);

/** A spec that the API server must refuse, why somebody would be better off without it, and what they read. */
export interface RefusedSpec {
  readonly because: string;
  /** Fields put over those of the smallest valid spec; `undefined` takes one away. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** Field and message of each problem, in the order of the file. */
  readonly problems: readonly string[];
}

/** The smallest valid TrainingRun. */
export const smallestSpec = { trainer: { recipe: 'digits-cnn' } } as const;

const image = { image: 'registry.example.com/team/train:v1' };
const inputs = (input: Readonly<Record<string, unknown>>) => ({ data: { inputs: [{ name: 'digits', ...input }] } });
const volume = (fields: Readonly<Record<string, unknown>>) => ({
  volumes: [{ name: 'scratch', mountPath: '/scratch', emptyDir: {}, ...fields }],
});
const tolerations = (toleration: Readonly<Record<string, unknown>>) => ({
  podTemplateOverrides: { tolerations: [toleration] },
});

const made = { cloud: 'AWS', region: 'us-east-1' };
const reservation = { type: 'CapacityBlock', id: 'cr-0123456789abcdef0' };

/** What a TrainingRun must not be, one reason each. */
export const refusedSpecs: readonly RefusedSpec[] = [
  {
    because: 'nothing says what to train',
    spec: { trainer: undefined },
    problems: [
      'spec.trainer: is missing (What trains: one of recipe (built in), module (your own JavaScript) or image (any image, Python too))',
    ],
  },
  {
    because: 'a trainer that is none of the three runs nothing',
    spec: { trainer: { hyperparameters: { epochs: 3 } } },
    problems: ['spec.trainer: exactly one of recipe, module and image must be set'],
  },
  {
    because: 'of two trainers one would be ignored',
    spec: { trainer: { recipe: 'digits-cnn', ...image } },
    problems: ['spec.trainer: exactly one of recipe, module and image must be set'],
  },
  {
    because: 'a module comes from somewhere',
    spec: { trainer: { module: 'train.mjs' } },
    problems: ['spec.trainer.source: module needs source: where the code comes from'],
  },
  {
    because: 'a recipe reads no source',
    spec: { trainer: { recipe: 'digits-cnn', source: { configMapRef: { name: 'code' } } } },
    problems: ['spec.trainer.source: source goes with module or image; a recipe brings its own code'],
  },
  {
    because: 'a recipe is not started by a command of the user',
    spec: { trainer: { recipe: 'digits-cnn', command: ['python', 'train.py'] } },
    problems: ['spec.trainer: command and args go with image; recipe and module take hyperparameters'],
  },
  {
    because: 'a module outside its source would be any file of the image',
    spec: { trainer: { module: 'a/../../x.mjs', source: { configMapRef: { name: 'code' } } } },
    problems: ["spec.trainer.module: module must stay inside the source: no '..'"],
  },
  {
    because: 'a source has one origin',
    spec: { trainer: { ...image, source: { configMapRef: { name: 'code' }, uri: 'pvc://code/' } } },
    problems: ['spec.trainer.source: exactly one of configMapRef, git and uri must be set'],
  },
  {
    because: 'code over http can be replaced on its way',
    spec: { trainer: { ...image, source: { git: { url: 'http://git.example.com/a', revision: 'main' } } } },
    problems: [
      'spec.trainer.source.git.url: cannot be "http://git.example.com/a" (URL of the repository, https only, without credentials in it)',
    ],
  },
  {
    because: 'a password in a URL is readable by everybody who may read the run',
    spec: { trainer: { ...image, source: { git: { url: 'https://me:secret@git.example.com/a', revision: 'main' } } } },
    problems: [
      'spec.trainer.source.git.url: cannot be "https://me:secret@git.example.com/a" (URL of the repository, https only, without credentials in it)',
    ],
  },
  {
    because: 'git reads such a revision as an option',
    spec: { trainer: { ...image, source: { git: { url: 'https://git.example.com/a', revision: '--upload-pack=x' } } } },
    problems: ['spec.trainer.source.git.revision: cannot be "--upload-pack=x" (Commit, tag or branch)'],
  },
  {
    because: 'the pods mount a source only from a claim',
    spec: { trainer: { ...image, source: { uri: 's3://bucket/code' } } },
    problems: [
      'spec.trainer.source.uri: cannot be "s3://bucket/code" (A folder of a persistent volume claim in the namespace where the pods run, pvc://claim/path)',
    ],
  },
  {
    because: 'Kubernetes mounts no path with ..',
    spec: { trainer: { ...image, source: { uri: 'pvc://code/../other' } } },
    problems: ["spec.trainer.source.uri: the path must not contain '..'"],
  },
  {
    because: 'a worker with another TF_CONFIG believes to be another worker',
    spec: { trainer: { ...image, env: [{ name: 'TF_CONFIG', value: '{}' }] } },
    problems: ['spec.trainer.env[0].name: TF_CONFIG and names that begin with CROSSTRAIN_ are set by crosstrain'],
  },
  {
    because: 'the contract is set by crosstrain alone',
    spec: { trainer: { ...image, env: [{ name: 'CROSSTRAIN_INDEX', value: '0' }] } },
    problems: ['spec.trainer.env[0].name: TF_CONFIG and names that begin with CROSSTRAIN_ are set by crosstrain'],
  },
  {
    because: 'of two variables of one name one would be ignored',
    spec: {
      trainer: {
        ...image,
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
    },
    problems: ['spec.trainer.env[1]: has the same name as item 0'],
  },
  {
    because: 'a number is no variable',
    spec: { trainer: { ...image, env: [{ name: 'EPOCHS', value: 3 }] } },
    problems: ['spec.trainer.env[0].value: must be text: put 3 in quotes'],
  },
  {
    because: 'a typing error would be dropped without a word',
    spec: { acelerator: { type: 'L4' } },
    problems: ['spec.acelerator: there is no such field; did you mean accelerator?'],
  },
  {
    because: 'a field in the wrong place would be dropped without a word',
    spec: { image: 'registry.example.com/team/train:v1' },
    problems: ['spec.image: there is no such field here; did you mean spec.trainer.image?'],
  },
  {
    because: 'no instance has more than 16',
    spec: { accelerator: { type: 'L4', count: 32 } },
    problems: ['spec.accelerator.count: must be at most 16, is 32'],
  },
  {
    because: 'a count alone does not say of what',
    spec: { accelerator: { count: 2 } },
    problems: [
      "spec.accelerator.type: is missing (Name in crosstrain's catalog, such as L4 or A100-80GB; `crosstrain offers` lists them)",
    ],
  },
  {
    because: 'a run without workers trains nothing',
    spec: { workers: 0 },
    problems: ['spec.workers: must be at least 1, is 0'],
  },
  {
    because: 'half a worker cannot be started',
    spec: { workers: 1.5 },
    problems: ['spec.workers: must be a whole number, is 1.5'],
  },
  {
    because: 'strategies have names',
    spec: { strategy: 'ParameterServers', parameterServers: 1 },
    problems: [
      'spec.strategy: must be one of AllReduce, ParameterServer, is "ParameterServers"; did you mean ParameterServer?',
    ],
  },
  {
    because: 'workers would wait for parameter servers that nobody creates',
    spec: { strategy: 'ParameterServer' },
    problems: ['spec.parameterServers: parameterServers is required with strategy ParameterServer'],
  },
  {
    because: 'parameter servers that nobody asks cost money',
    spec: { parameterServers: 2 },
    problems: ['spec.parameterServers: parameterServers needs strategy ParameterServer; with AllReduce leave it out'],
  },
  {
    because: 'a quantity is text',
    spec: { resources: { cpu: 4 } },
    problems: ['spec.resources.cpu: must be text: put 4 in quotes'],
  },
  {
    because: 'Kubernetes knows no GB',
    spec: { resources: { memory: '16GB' } },
    problems: ['spec.resources.memory: cannot be "16GB" (Memory, such as 16Gi)'],
  },
  {
    because: 'a volume has one kind',
    spec: volume({ emptyDir: undefined }),
    problems: ['spec.volumes[0]: exactly one of persistentVolumeClaim, configMap and emptyDir must be set'],
  },
  {
    because: 'a volume over the contract folders hides the code',
    spec: volume({ mountPath: '/crosstrain/source' }),
    problems: [
      "spec.volumes[0].mountPath: mountPath must not contain '..' nor lie in /crosstrain, /tmp, /dev, /proc, /sys or /var/run/secrets",
    ],
  },
  {
    because: 'two volumes at one path are refused when the pod is created',
    spec: {
      volumes: [
        { name: 'a', mountPath: '/data', emptyDir: {} },
        { name: 'b', mountPath: '/data', emptyDir: {} },
      ],
    },
    problems: ['spec.volumes: every volume needs a mountPath of its own'],
  },
  {
    because: 'a volume and a secret at one path are refused when the pod is created',
    spec: { ...volume({ mountPath: '/x' }), secrets: [{ name: 'token', key: 'hub/token', mountPath: '/x' }] },
    problems: ['spec.secrets: a secret and a volume cannot have the same mountPath'],
  },
  {
    because: 'Services select pods by these labels',
    spec: { podLabels: { 'crosstrain.dev/role': 'ps' } },
    problems: [
      'spec.podLabels: labels of crosstrain.dev, crossplane.io and the Job controller (batch.kubernetes.io, job-name, controller-uid) are taken',
    ],
  },
  {
    because: 'the annotation once switched AppArmor off',
    spec: { podAnnotations: { 'container.apparmor.security.beta.kubernetes.io/trainer': 'unconfined' } },
    problems: [
      'spec.podAnnotations: annotations of crosstrain.dev and batch.kubernetes.io are taken, those of seccomp and AppArmor would weaken the pod',
    ],
  },
  {
    because: 'a pod that bears every taint stays on a lost node for ever',
    spec: tolerations({ operator: 'Exists' }),
    problems: [
      "spec.podTemplateOverrides.tolerations[0]: a toleration needs a key: one without bears every taint, a lost node's too",
    ],
  },
  {
    because: 'Kubernetes refuses a value that nothing compares',
    spec: tolerations({ key: 'gpu', operator: 'Exists', value: 'yes' }),
    problems: ['spec.podTemplateOverrides.tolerations[0]: value goes with operator Equal'],
  },
  {
    because: 'Kubernetes refuses seconds without an eviction',
    spec: tolerations({ key: 'gpu', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 5 }),
    problems: ['spec.podTemplateOverrides.tolerations[0]: tolerationSeconds goes with effect NoExecute'],
  },
  {
    because: 'a privileged pod is not on offer',
    spec: { podTemplateOverrides: { hostNetwork: true } },
    problems: [
      'spec.podTemplateOverrides.hostNetwork: there is no such field; remove it, or use one of nodeSelector, tolerations, affinity',
    ],
  },
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
  {
    because: 'restarts cannot be owed',
    spec: { failurePolicy: { maxRestarts: -1 } },
    problems: ['spec.failurePolicy.maxRestarts: must be at least 0, is -1'],
  },
  {
    because: 'a deadline before the first pod runs',
    spec: { activeDeadlineSeconds: 5 },
    problems: ['spec.activeDeadlineSeconds: must be at least 60, is 5'],
  },
  {
    because: 'an empty budget reads like a limit and is none',
    spec: { budget: {} },
    problems: ['spec.budget: set maxHourlyUSD, totalUSD or both, or leave budget out'],
  },
  {
    because: 'nothing can be bought for nothing',
    spec: { budget: { totalUSD: '0.00' } },
    problems: ['spec.budget.totalUSD: totalUSD must be more than 0'],
  },
  {
    because: 'money as a number loses cents',
    spec: { budget: { totalUSD: 20 } },
    problems: ['spec.budget.totalUSD: must be text: put 20 in quotes'],
  },
  {
    because: 'the currency is fixed',
    spec: { budget: { maxHourlyUSD: '$5' } },
    problems: ['spec.budget.maxHourlyUSD: cannot be "$5" (What an hour may cost, such as "12.50")'],
  },
  {
    because: 'a run trains in one place',
    spec: { cluster: {} },
    problems: ['spec.cluster: exactly one of ref and create must be set'],
  },
  {
    because: 'of two clusters one would be paid for and never used',
    spec: { cluster: { ref: { name: 'gpu' }, create: made } },
    problems: ['spec.cluster: exactly one of ref and create must be set'],
  },
  {
    because: 'a cluster stands in one network',
    spec: { cluster: { create: { ...made, zones: ['us-east-1a', 'us-east-1b'], networkRef: { name: 'backbone' } } } },
    problems: ['spec.cluster.create: set zones or networkRef, not both'],
  },
  {
    because: "a volume would go with the run's own cluster",
    spec: { cluster: { create: made }, artifacts: { retentionPolicy: 'Delete' } },
    problems: [
      'spec.artifacts.retentionPolicy: must be Retain with cluster.create: the cluster goes when the run has ended, and its volumes with it',
    ],
  },
  {
    because: 'machines that are there are bought already',
    spec: { pool: { ref: { name: 'l4' }, capacityType: 'Spot' }, artifacts: { checkpoint: { intervalSeconds: 60 } } },
    problems: ["spec.pool: ref names machines that are there; the other fields go with machines of the run's own"],
  },
  {
    because: 'reserved machines are somewhere',
    spec: { pool: { capacityType: 'Reserved' } },
    problems: ['spec.pool.reservation: reservation goes with capacityType Reserved, and the other way round'],
  },
  {
    because: 'a reservation is of one kind of machine, in one zone',
    spec: { pool: { capacityType: 'Reserved', reservation } },
    problems: ['spec.pool.reservation: reservation needs zone and instanceType: those of what is reserved'],
  },
  {
    because: 'what is reserved has its place',
    spec: {
      pool: {
        capacityType: 'Reserved',
        reservation,
        zone: 'us-east-1a',
        instanceType: 'p5.48xlarge',
        placement: 'Cluster',
      },
    },
    problems: [
      'spec.pool.placement: placement must be Any with capacityType Reserved: what is reserved has its place already',
    ],
  },
  {
    because: 'spot machines are taken back between two checkpoints',
    spec: { pool: { capacityType: 'Spot' } },
    problems: [
      "spec.artifacts.checkpoint.intervalSeconds: must be at most 120 with capacityType Spot: machines are taken back at two minutes' notice, and a checkpoint must fall into it",
    ],
  },
];

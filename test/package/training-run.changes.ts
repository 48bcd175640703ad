/** A change of a run that exists, both ends put over the smallest valid spec, and what somebody reads who makes it. */
export interface ChangedSpec {
  readonly because: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** Field and message of each problem; none where the change is accepted. */
  readonly problems: readonly string[];
}

const servers = { strategy: 'ParameterServer', parameterServers: 2 };
const input = (name: string) => ({ name, uri: `pvc://data/${name}` });
const poolStays =
  'spec.pool: pool cannot be changed once the run exists, but for excludedOffers; create another TrainingRun';

/** What may and may not change in a TrainingRun that exists. */
export const changedSpecs: readonly ChangedSpec[] = [
  {
    because: 'another trainer is another run',
    before: {},
    after: { trainer: { recipe: 'other' } },
    problems: ['spec.trainer: trainer cannot be changed once the run exists; create another TrainingRun'],
  },
  {
    because: 'a renamed hyperparameter is another trainer',
    before: { trainer: { recipe: 'digits-cnn', hyperparameters: { epochs: 3 } } },
    after: { trainer: { recipe: 'digits-cnn', hyperparameters: { epoch: 3 } } },
    problems: ['spec.trainer: trainer cannot be changed once the run exists; create another TrainingRun'],
  },
  {
    because: 'Jobs cannot move to other accelerators',
    before: { accelerator: { type: 'L4' } },
    after: { accelerator: { type: 'T4' } },
    problems: ['spec.accelerator: accelerator cannot be changed once the run exists; create another TrainingRun'],
  },
  {
    because: 'an accelerator cannot be taken away',
    before: { accelerator: { type: 'L4' } },
    after: {},
    problems: ['spec.accelerator: accelerator cannot be changed once the run exists; create another TrainingRun'],
  },
  {
    because: 'half a run on other data is no run',
    before: { data: { inputs: [input('a')] } },
    after: { data: { inputs: [input('b')] } },
    problems: ['spec.data: data cannot be changed once the run exists; create another TrainingRun'],
  },
  {
    because: 'a run stays on its cluster',
    before: {},
    after: { cluster: { ref: { name: 'gpu' } } },
    problems: ['spec.cluster: cluster cannot be changed once the run exists; create another TrainingRun'],
  },
  {
    because: 'checkpoints of one strategy are not those of the other',
    before: {},
    after: servers,
    problems: [
      'spec.strategy: strategy cannot be changed once the run exists; create another TrainingRun',
      'spec.parameterServers: parameterServers can be changed only while the run is suspended: set suspend to true first',
    ],
  },
  {
    because: 'running workers know how many they are',
    before: {},
    after: { workers: 2 },
    problems: ['spec.workers: workers can be changed only while the run is suspended: set suspend to true first'],
  },
  {
    because: 'running workers know how many parameter servers there are',
    before: servers,
    after: { ...servers, parameterServers: 3 },
    problems: [
      'spec.parameterServers: parameterServers can be changed only while the run is suspended: set suspend to true first',
    ],
  },
  { because: 'a suspended run may come back larger', before: { suspend: true }, after: { workers: 2 }, problems: [] },
  { because: 'suspending and resizing go together', before: {}, after: { workers: 2, suspend: true }, problems: [] },
  {
    because: 'defaults written out are no change',
    before: {},
    after: { workers: 1, strategy: 'AllReduce', suspend: false },
    problems: [],
  },
  {
    because: 'the order of named items means nothing',
    before: { data: { inputs: [input('a'), input('b')] } },
    after: { data: { inputs: [input('b'), input('a')] } },
    problems: [],
  },
  {
    because: 'budget, deadline and failure policy may be changed at any time',
    before: {},
    after: { budget: { totalUSD: '5' }, activeDeadlineSeconds: 60, failurePolicy: { maxRestarts: 0 } },
    problems: [],
  },
  {
    because: 'machines are bought once',
    before: { pool: { instanceType: 'g6.xlarge' } },
    after: { pool: { instanceType: 'g6.2xlarge' } },
    problems: [poolStays],
  },
  {
    because: 'machines of the run are not those of others',
    before: {},
    after: { pool: { ref: { name: 'l4' } } },
    problems: [poolStays],
  },
  {
    because: 'what says how machines are bought cannot be taken away',
    before: { pool: { zone: 'us-east-1a' } },
    after: {},
    problems: [poolStays],
  },
  {
    because: 'an offer that could not be had may be excluded at any time',
    before: {},
    after: { pool: { excludedOffers: [{ instanceType: 'g6.xlarge' }] } },
    problems: [],
  },
  {
    because: 'and another one',
    before: { pool: { zone: 'us-east-1a', excludedOffers: [{ instanceType: 'g6.xlarge' }] } },
    after: {
      pool: { zone: 'us-east-1a', excludedOffers: [{ instanceType: 'g6.xlarge' }, { instanceType: 'g6.2xlarge' }] },
    },
    problems: [],
  },
];

import type { RefusedSpec } from '../refused-spec.ts';

const image = { image: 'registry.example.com/team/train:v1' };

/** What trains, and fields that are none, as the API server must refuse them. */
export const refusedTrainers: readonly RefusedSpec[] = [
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
];

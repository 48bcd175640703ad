import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { parseConfiguration } from '../../trainer-image/src/configuration.ts';

interface Pod {
  readonly hostname: string;
  readonly variables: Readonly<Record<string, string>>;
}

const folder = new URL('environments/', import.meta.url);
const stories = readdirSync(folder).map((file) => file.replace(/\.yaml$/, ''));
const pods = (story: string) => parse(readFileSync(new URL(`${story}.yaml`, folder), 'utf8')) as readonly Pod[];

/** What crosstrain's own trainer makes of the first pod of each story that is meant for it. */
const read: Readonly<Record<string, object>> = {
  cpu: {
    run: { name: 'digits-cpu', namespace: 'team-vision', attempt: 0 },
    task: { role: 'worker', index: 0 },
    subject: { kind: 'recipe', name: 'digits-cnn' },
    hyperparameters: { epochs: 10, seed: 7 },
    isAcceleratorRequired: false,
    backend: 'auto',
    inputs: [],
    artifacts: '/crosstrain/artifacts',
    checkpoints: { intervalSeconds: 300, keep: 3 },
    progress: { kind: 'configmap', namespace: 'team-vision', name: 'digits-cpu-progress' },
    metricsPort: 9090,
    log: 'lines',
  },
  'first-run': {
    run: { name: 'digits', namespace: 'team-vision', attempt: 0 },
    task: { role: 'worker', index: 0 },
    subject: { kind: 'recipe', name: 'digits-cnn' },
    hyperparameters: {},
    isAcceleratorRequired: true,
    artifacts: '/crosstrain/artifacts',
    progress: { kind: 'configmap', namespace: 'team-vision', name: 'digits-progress' },
  },
  suspended: { run: { name: 'digits', namespace: 'team-vision', attempt: 0 }, isAcceleratorRequired: true },
};

const oneWorker = 'this trainer trains with one worker: set spec.workers to 1';
const mounted = 'is no absolute folder; this trainer writes to mounted volumes only';
const noRecipe = 'cannot read CROSSTRAIN_RECIPE: it is not set';

/** Stories that it does not train yet, or that bring an image of their own, and all that it then says: nothing else is unread. */
const refused: Readonly<Record<string, readonly string[]>> = {
  'four-workers': [`cannot read TF_CONFIG: it names 4 worker; ${oneWorker}`],
  'parameter-server': [
    `cannot read TF_CONFIG: it names 1 chief, 4 worker, 2 ps; ${oneWorker}`,
    noRecipe,
    `cannot read CROSSTRAIN_ARTIFACTS: s3://example-ads/models/team-ads/clicks ${mounted}`,
  ],
  'python-tensorflow': [`cannot read TF_CONFIG: it names 2 worker; ${oneWorker}`, noRecipe],
  'remote-cluster': [`cannot read CROSSTRAIN_ARTIFACTS: gs://example-gpu-west/runs/team-vision/digits ${mounted}`],
};

describe('the trainer reads what the function gives', () => {
  test.each(Object.entries(read))('%s', (story, configuration) => {
    const [pod, ...others] = pods(story);
    expect(others).toEqual([]);
    expect(parseConfiguration(pod?.variables ?? {}, false)).toMatchObject({ isValid: true, configuration });
  });
});

describe('the trainer refuses in these words, in every pod, what it does not train', () => {
  test.each(Object.entries(refused))('%s', (story, problems) => {
    for (const { variables } of pods(story)) {
      expect(parseConfiguration(variables, false)).toEqual({ isValid: false, problems });
    }
  });
});

test('every story is one of these', () => {
  expect([...Object.keys(read), ...Object.keys(refused)].toSorted()).toEqual(stories.toSorted());
});

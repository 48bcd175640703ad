import type { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { recordAt } from '../../api/json.ts';
import { jobRole } from '../../api/resource-keys.ts';
import * as template from '../../function/compose/kubernetes/job.ts';
import * as catalog from '../../function/catalog/offers.ts';
import * as policies from '../../function/policy/policy.ts';
import { reconciled, type World } from '../support/world.ts';
import { anyPolicyChange, atLast, happened, lives } from './any/life.ts';
import { anySituation, worldIn } from './any/run.ts';
import { holds } from './holds.ts';

/** Another release: dearer and other machines, another image of its own, another template of pods. */
async function otherRelease(): Promise<(request: RunFunctionRequest) => RunFunctionResponse> {
  jest.resetModules();
  jest.unstable_mockModule('../../function/catalog/offers.ts', () => ({
    ...catalog,
    offers: catalog.offers.slice(1).map((offer) => ({
      ...offer,
      vcpus: offer.vcpus * 2,
      ...(offer.usdPerHour !== undefined && { usdPerHour: offer.usdPerHour * 3 }),
    })),
  }));
  const defaultImages = { trainer: 'ghcr.io/crosstrain/trainer:v9.9.9', git: 'docker.io/alpine/git:v9.9.9' };
  jest.unstable_mockModule('../../function/policy/policy.ts', () => ({
    ...policies,
    defaultImages,
    closedPolicy: { ...policies.closedPolicy, images: defaultImages },
  }));
  jest.unstable_mockModule('../../function/compose/kubernetes/job.ts', () => ({
    job: (...given: Parameters<typeof template.job>) => {
      const job = template.job(...given);
      const pod = recordAt(job, 'spec', 'template', 'spec');
      const changed = { ...recordAt(job, 'spec', 'template'), spec: { ...pod, terminationGracePeriodSeconds: 7 } };
      return {
        ...job,
        spec: { ...recordAt(job, 'spec'), podReplacementPolicy: 'TerminatingOrFailed', template: changed },
      };
    },
  }));
  const { runFunction } = await import('../../function/run-function.ts');
  return runFunction;
}

const anyLife = fc.tuple(anySituation.map(worldIn), lives(), fc.array(anyPolicyChange, { maxLength: 2 }));

test('another release, catalog, default image, template or policy changes no Job that exists', async () => {
  const call = await otherRelease();
  let jobsSeen = 0;
  holds({ of: anyLife, cases: 100 }, ([world, life, changes], tally) => {
    const before = calm(atLast(world, life).after);
    const { world: after, response } = reconciled(changes.reduce(happened, before), call);
    tally.saw(response);
    jobsSeen += Object.keys(jobs(before)).length;
    expect(jobs(after)).toEqual(jobs(before));
  });
  expect(jobsSeen).toBeGreaterThan(50);
});

test('and it is another release: a new run gets what is new', async () => {
  const call = await otherRelease();
  const [situation] = fc.sample(anySituation, { numRuns: 1, seed: 1 });
  const world = worldIn({
    ...situation!,
    spec: { trainer: { recipe: 'digits-cnn' }, artifacts: { retentionPolicy: 'Delete' } },
    policy: undefined,
  });
  const twice = (release: typeof call) =>
    reconciled(reconciled(reconciled(world, release).world, release).world, release).world;
  const [job] = Object.values(jobs(twice(call)));
  expect(JSON.stringify(job)).toContain('ghcr.io/crosstrain/trainer:v9.9.9');
  expect(recordAt(job, 'spec', 'template', 'spec')['terminationGracePeriodSeconds']).toBe(7);
});

/** What was recorded is acted upon before anything changes. */
function calm(world: World): World {
  return reconciled(reconciled(world).world).world;
}

function jobs({ observed }: World): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(observed).filter(([key]) => jobRole(key) !== undefined));
}

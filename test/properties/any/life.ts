import type { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import fc from 'fast-check';
import { progressKey } from '../../../api/trainer-contract/progress.ts';
import { recordAt } from '../../../api/json.ts';
import { jobs, jobStatus, minute, reported } from '../../support/controllers.ts';
import { edited, reconciled, written, type World } from '../../support/world.ts';
import { workDone } from './cloud.ts';
import { anyPlatformPolicy } from './platform.ts';
import { policyObject } from './policy.ts';
import { anyGoverning } from './run-spec.ts';
import { anyText, type Fields } from './word.ts';

/** Something that happens to a run between two reconciles. Plain data, so that a failure prints as a story. */
export type Happening =
  /** Controllers do all that they can. */
  | { readonly happens: 'worked' }
  /** `leading`: the role whose Job decides how the run ends. */
  | { readonly happens: 'job'; readonly role: string; readonly becomes: JobWord }
  | { readonly happens: 'reported'; readonly step: number; readonly text?: string }
  | { readonly happens: 'edited'; readonly fields: Fields }
  | { readonly happens: 'policy changed'; readonly data: Fields }
  | { readonly happens: 'policy lost' }
  /** Objects of other owners that facts are read from cannot be found. */
  | { readonly happens: 'neighbours lost' }
  /** The nth observed object loses its status, and so every fact that it told. */
  | { readonly happens: 'status lost'; readonly nth: number }
  /** The composite loses its status, and so all that the function remembers: a backup was restored without. */
  | { readonly happens: 'memory lost' }
  /** Somebody deletes the nth observed object by hand. */
  | { readonly happens: 'deleted'; readonly nth: number };

type JobWord = keyof typeof jobWords;

/** What a Job controller writes by minute `at`, in a Job that started ten minutes earlier. */
const jobWords = {
  starting: (at: number) => jobStatus.starting(at - 10),
  running: (at: number) => jobStatus.running(at - 10, 1),
  complete: (at: number) => jobStatus.complete(at - 10, at, 1),
  suspended: (at: number) => jobStatus.suspended(at - 10, at),
  crashed: (at: number) => jobStatus.failed(at - 10, at, 'BackoffLimitExceeded', 'Job has reached the backoff limit'),
  preempted: (at: number) => failedByRule(at, 0),
  resumed: (at: number) => failedByRule(at, 1),
  gaveUp: (at: number) => failedByRule(at, 2),
  outOfMemory: (at: number) => failedByRule(at, 3),
  pastDeadline: (at: number) => jobStatus.failed(at - 10, at, 'DeadlineExceeded', 'Job was active too long'),
} as const;

function failedByRule(at: number, rule: number): Fields {
  return jobStatus.failed(at - 10, at, 'PodFailurePolicy', `Pod matching FailJob rule at index ${rule}`);
}

/** How a world changes by what happens at a minute. */
export function happened(world: World, happening: Happening, at = 20): World {
  switch (happening.happens) {
    case 'worked':
      return workDone(world);
    case 'job':
      return jobs(world, roleIn(world, happening.role), jobWords[happening.becomes](at));
    case 'reported':
      return progress(world, happening.step, happening.text, at);
    case 'edited':
      return edited(world, happening.fields);
    case 'policy changed':
      return { ...world, others: [...neighbours(world), policyObject(happening.data)] };
    case 'policy lost':
      return { ...world, others: neighbours(world) };
    case 'neighbours lost':
      return { ...world, others: world.others.filter(isPolicy) };
    case 'status lost': {
      const chosen = nth(world, happening.nth);
      return written(world, (key, { status, ...object }) =>
        key === chosen ? object : { ...object, ...(status !== undefined && { status }) },
      );
    }
    case 'memory lost': {
      const { status: _, ...composite } = world.composite;
      return { ...world, composite };
    }
    case 'deleted': {
      const chosen = nth(world, happening.nth);
      return {
        ...world,
        observed: Object.fromEntries(Object.entries(world.observed).filter(([key]) => key !== chosen)),
      };
    }
  }
}

function roleIn({ composite }: World, role: string): string {
  if (role !== 'leading') return role;
  return recordAt(composite, 'spec')['strategy'] === 'ParameterServer' ? 'chief' : 'worker';
}

function isPolicy({ kind }: Fields): boolean {
  return kind === 'EnvironmentConfig';
}

function neighbours({ others }: World): readonly Fields[] {
  return others.filter((object) => !isPolicy(object));
}

function nth({ observed }: World, number: number): string | undefined {
  const keys = Object.keys(observed).toSorted();
  return keys[number % Math.max(1, keys.length)];
}

function progress(world: World, step: number, text: string | undefined, at: number): World {
  if (text === undefined) {
    return reported(world, { phase: 'Training', step, totalSteps: 100, loss: 0.5, updatedAt: minute(at) });
  }
  return written(world, (key, object) =>
    key === 'progress' ? { ...object, data: { ...recordAt(object, 'data'), [progressKey]: text } } : object,
  );
}

/** A controller's doing: what happens without anybody's fault. */
const anyWork: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ happens: 'worked' } as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      happens: fc.constant('job' as const),
      role: fc.constantFrom('leading', 'leading', 'leading', 'worker', 'ps', 'evaluator'),
      becomes: fc.constantFrom('running', 'running', 'preempted', ...(Object.keys(jobWords) as JobWord[])),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { happens: fc.constant('reported' as const), step: fc.nat(100), text: anyText },
      { requiredKeys: ['happens', 'step'], noNullPrototype: true },
    ),
  },
);

/** A person's doing that changes how a run is governed, not what it trains. */
export const anyEdit: fc.Arbitrary<Happening> = anyGoverning.map((fields) => ({ happens: 'edited', fields }) as const);

/** A policy that cannot be found. */
export const anyPolicyLoss: fc.Arbitrary<Happening> = fc.constant({ happens: 'policy lost' });

/** The platform's doing. */
export const anyPolicyChange: fc.Arbitrary<Happening> = fc.oneof(
  anyPlatformPolicy.map((data) => ({ happens: 'policy changed', data }) as const),
  anyPolicyLoss,
);

/** Facts that are gone for a while. */
export const anyLoss: fc.Arbitrary<Happening> = fc.oneof(
  fc.constant({ happens: 'neighbours lost' } as const),
  fc.record({ happens: fc.constant('status lost' as const), nth: fc.nat(20) }),
);

/** A status that is gone, and with it what the function remembers. */
export const anyMemoryLoss: fc.Arbitrary<Happening> = fc.constant({ happens: 'memory lost' });

/** An object that somebody deletes by hand. */
export const anyDeletion: fc.Arbitrary<Happening> = fc.record({
  happens: fc.constant('deleted' as const),
  nth: fc.nat(20),
});

/** What happens to a composite from its beginning; each inner list happens between two reconciles. */
export type Life = readonly (readonly Happening[])[];

/** Some of that in any order, mostly controllers' work, and mostly once everything has been made. */
export function lives(...besides: readonly fc.Arbitrary<Happening>[]): fc.Arbitrary<Life> {
  const work = [{ happens: 'worked' }] as const;
  const any = fc.oneof(
    { weight: 2 * besides.length + 1, arbitrary: anyWork },
    ...besides.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
  return fc
    .tuple(
      fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 4, arbitrary: fc.constant([work, work, work]) }),
      fc.array(fc.array(any, { maxLength: 2 }), { maxLength: 6, size: 'max' }),
    )
    .map(([beginning, rest]) => [...beginning, ...rest]);
}

/** One reconcile of a life. */
export interface Moment {
  /** What core observes. */
  readonly before: World;
  readonly request: RunFunctionRequest;
  readonly response: RunFunctionResponse;
  /** What has become of it once the response is applied. */
  readonly after: World;
}

/** A world's life, reconcile by reconcile: first as it begins, then after each list of happenings. */
export function lived(world: World, life: Life): readonly Moment[] {
  const moments: Moment[] = [];
  let now = world;
  const reconcile = (before: World) => {
    const { world: next, request, response } = reconciled(before);
    moments.push({ before, request, response, after: next });
    now = next;
  };
  reconcile(now);
  for (const [pass, happenings] of life.entries()) {
    reconcile(happenings.reduce((changed, happening) => happened(changed, happening, 20 + 10 * pass), now));
  }
  return moments;
}

/** The last reconcile of a life. */
export function atLast(world: World, life: Life): Moment {
  const moments = lived(world, life);
  const last = moments.at(-1);
  if (!last) throw new Error('cannot end: nothing was reconciled');
  return last;
}

import { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import type { RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { recordAt, stringAt } from '../../api/json.ts';
import { jobRole } from '../../api/resource-keys.ts';
import { compositions, definitions, isComposite } from '../../cli/sources/package.ts';
import { readSources } from '../../cli/sources/files.ts';
import { runFunction } from '../../function/run-function.ts';
import { clusterWith } from '../../simulator/api-server.ts';
import { conditionIn } from '../../simulator/conditions.ts';
import { settle } from '../../simulator/settle.ts';
import type { Settled } from '../../simulator/settle.ts';
import { judged } from '../fuzz/judge.ts';
import { anyFaults, lastPass } from './fault.ts';
import type { Fault } from './fault.ts';
import { faulty } from './faulty.ts';

jest.setTimeout(3_600_000);

const root = fileURLToPath(new URL('../../examples/', import.meta.url));
const all = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** In the quick run: one of each place where a run trains, and of each strategy. */
const quick = ['cpu', 'existing-network', 'parameter-server', 'remote-cluster', 'shared-pool'];

const isFull = process.env['CROSSTRAIN_FULL'] === '1';
const seed = Number(process.env['CROSSTRAIN_SEED'] ?? (isFull ? Math.floor(Date.now() / 86_400_000) : 1));
const examples = isFull ? all : quick;
/** Stories of each example; each is some hundred reconciles. */
const stories = isFull ? 40 : 1;

const begin = Date.UTC(2026, 0, 1);
const timeOf = (pass: number) => new Date(begin + pass * 60_000).toISOString();
const passAt = (now: string) => (Date.parse(now) - begin) / 60_000;

test.each(examples)(
  'examples/%s comes to rest after any faults, and no reconcile breaks a rule on the way',
  async (name) => {
    let reconciles = 0;
    const story = fc.asyncProperty(anyFaults, fc.integer({ min: 2, max: lastPass }), async (faults, upgradeAt) => {
      const { settled, broken, calls } = await played(name, faults, upgradeAt);
      reconciles += calls;
      expect(broken).toEqual([]);
      expect(atRest(settled)).toEqual([]);
    });
    await fc.assert(story, { seed, numRuns: stories });
    expect(reconciles).toBeGreaterThan(stories * 10);
  },
);

interface Played {
  readonly settled: Settled;
  /** Rules that a reconcile broke, each with its pass and composite. */
  readonly broken: readonly string[];
  readonly calls: number;
}

async function played(name: string, faults: readonly Fault[], upgradeAt: number): Promise<Played> {
  const cluster = clusterWith(definitions);
  for (const object of readSources(root + name).objects) cluster.put(object, timeOf(0));
  const broken: string[] = [];
  let calls = 0;
  let pass = 0;
  const call = (_name: string, asked: RunFunctionRequest) => {
    calls++;
    const request = pass >= upgradeAt ? ofAnotherVersion(asked) : asked;
    const bytes = Buffer.from(RunFunctionRequest.encode(request).finish());
    const { faults: found } = judged(bytes, request, { hasOtherSpec: false, strangers: [] });
    const response = runFunction(request);
    const composite = request.observed?.composite?.resource;
    const rules = [...found, ...gangs(request, response), ...tooMany(response)];
    broken.push(...rules.map((rule) => `pass ${pass}: ${stringAt(composite, 'kind')} ${rule}`));
    return Promise.resolve(response);
  };
  const settled = await settle(cluster, {
    compositions,
    definitions,
    providers: faulty(faults, passAt),
    call,
    now: (number) => timeOf((pass = number)),
    mostPasses: 150,
    leastPasses: lastPass + 8,
  });
  return { settled, broken, calls };
}

/** What a status looks like to the version after the one that wrote it: fields that it does not know, and another's mark. */
function ofAnotherVersion(request: RunFunctionRequest): RunFunctionRequest {
  const { observed } = request;
  const composite = observed?.composite;
  const status = recordAt(composite?.resource, 'status');
  if (!observed || !composite?.resource || Object.keys(status).length === 0) return request;
  const provenance = { ...recordAt(status, 'provenance'), functionVersion: 'v9.9.9' };
  const resource = { ...composite.resource, status: { ...status, provenance, fromTheFuture: { a: [1] } } };
  return { ...request, observed: { ...observed, composite: { ...composite, resource } } };
}

/** Jobs that are made while another of their role still stands. */
function gangs({ observed }: RunFunctionRequest, { desired }: RunFunctionResponse): readonly string[] {
  const standing = Object.keys(observed?.resources ?? {}).flatMap((key) => jobRole(key) ?? []);
  return Object.keys(desired?.resources ?? {})
    .filter((key) => jobRole(key) !== undefined && !Object.hasOwn(observed?.resources ?? {}, key))
    .filter((key) => standing.includes(jobRole(key) ?? ''))
    .map((key) => `begins ${key} while another of its role stands`);
}

function tooMany({ desired }: RunFunctionResponse): readonly string[] {
  const count = Object.keys(desired?.resources ?? {}).length;
  return count > 40 ? [`composes ${count} resources`] : [];
}

/** What is not as it should be at the end: every composite ready, every run ended. */
function atRest({ cluster }: Settled): readonly string[] {
  return cluster
    .objects()
    .filter(isComposite)
    .flatMap((object) => {
      const phase = stringAt(object, 'status', 'phase');
      const isReady = conditionIn(object['status'], 'Ready')?.status === 'True';
      if (object.kind === 'TrainingRun')
        return ['Succeeded', 'Failed'].includes(phase ?? '') ? [] : [`run is ${phase}`];
      return isReady ? [] : [`${object.kind} ${object.metadata.name} is not ready`];
    });
}

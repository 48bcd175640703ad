import { execFile, execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at, recordAt, stringAt } from '../../api/json.ts';
import { referenceTo } from '../../simulator/object.ts';
import { composedReferences, composite, leftSince } from './composite.ts';
import { example, staged, unstaged } from './example.ts';
import { podsOf, reportRunning } from './kubelet.ts';
import { restarted } from './programs.ts';
import { apply, eventually, kubectl, live, remove, variable } from './stand.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const earlier = `${variable('STAND')}/earlier`;
/** How far back an installation may be that is upgraded at once. */
const commitsBack = 20;

const program = promisify(execFile);
const git = (...args: readonly string[]) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();

/** Every version that was ever given a tag, and a commit some way back. */
const starts = [
  ...git('tag', '--list', 'v*', '--sort=creatordate').split('\n'),
  git('rev-list', '--first-parent', '--max-count=1', `--skip=${commitsBack}`, 'HEAD'),
].filter((start) => start !== '');

const story = example('first-run');
const [written] = story.composites;
if (written === undefined) throw new Error('examples/first-run has no run');
const run = written;
const reference = referenceTo(run);
const namespace = run.metadata.namespace ?? '';
let before: readonly string[] = [];

const phaseIs = (phase: string) => (object: KubernetesObject) => stringAt(object, 'status', 'phase') === phase;

/** Installs kinds and function of a tree, as an administrator who upgrades. */
async function installed(tree: string): Promise<void> {
  await kubectl(['apply', '--server-side', '--force-conflicts', '--recursive', '--filename', `${tree}/package/apis`]);
  await kubectl(['apply', '--filename', `${tree}/deploy/rbac.yaml`]);
  await restarted('function', `${tree}/dist/function.mjs`);
  await kubectl(['wait', '--for=condition=ValidPipeline', '--timeout=180s', 'compositionrevision', '--all']);
}

async function uids(): Promise<Readonly<Record<string, string | undefined>>> {
  const now = await live(reference);
  const all = now === undefined ? [] : composedReferences(now);
  const objects = await Promise.all(all.map(live));
  return Object.fromEntries(all.map(({ kind, name }, index) => [`${kind}/${name}`, objects[index]?.metadata.uid]));
}

/** Has an object made anew that only the function can want: then it has been called. */
async function functionCalled(): Promise<void> {
  const key = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: run.metadata.name, namespace };
  const old = await live(key);
  await remove([{ ...key, metadata: { name: key.name, namespace } }]);
  await eventually('the PodDisruptionBudget is there again', 180, async () => {
    const now = await live(key);
    return now !== undefined && now.metadata.uid !== old?.metadata.uid ? now : undefined;
  });
}

test(`there is a commit ${commitsBack} back to upgrade from`, () => expect(starts).not.toEqual([]));

describe.each(starts)('from %s', (start) => {
  beforeAll(async () => {
    git('worktree', 'add', '--detach', earlier, start);
    symlinkSync(`${root}node_modules`, `${earlier}/node_modules`);
    await program(process.execPath, ['scripts/bundle.mjs'], { cwd: earlier });
    await installed(earlier);
    before = await staged(story);
  });
  afterAll(async () => {
    await unstaged(story);
    await installed(root);
    git('worktree', 'remove', '--force', earlier);
  });

  test('a run of an earlier version is taken over as it is: no object replaced, the same pods, the same plan', async () => {
    await apply([run]);
    await composite(reference, 'starts', phaseIs('Starting'));
    const pods = await podsOf(run, 1);
    for (const pod of pods) await reportRunning(pod);
    const old = await composite(reference, 'runs', phaseIs('Running'));
    const made = await uids();

    await installed(root);
    await functionCalled();
    const taken = await composite(reference, 'runs', phaseIs('Running'));
    const budget = `PodDisruptionBudget/${run.metadata.name}`;
    expect({ ...(await uids()), [budget]: made[budget] }).toMatchObject(made);
    expect((await podsOf(run, 1)).map(({ metadata }) => metadata.uid)).toEqual(
      pods.map(({ metadata }) => metadata.uid),
    );
    for (const part of ['plan', 'facts'] as const) {
      expect(recordAt(taken, 'status', part)).toMatchObject(recordAt(old, 'status', part));
    }
    expect(at(taken, 'status', 'training', 'attempt')).toBe(0);
  });

  test('the policy of before stays in force', async () => {
    const beyond = {
      ...run,
      metadata: { name: 'beyond', namespace },
      spec: { ...recordAt(run, 'spec'), accelerator: { type: 'H100', count: 8 } },
    };
    await apply([beyond]);
    const refused = await composite(referenceTo(beyond), 'is refused', phaseIs('Refused'));
    expect(stringAt(refused, 'status', 'reason')).toBe('NoOffer');
    await remove([beyond]);
  });

  test('a run that was taken over leaves nothing when it is deleted', async () => {
    await remove([run]);
    expect(await leftSince(before)).toEqual([]);
  });
});

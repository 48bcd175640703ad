import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listAt, recordAt, stringAt } from '../../../api/json.ts';
import { referenceTo } from '../../../simulator/object.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';
import { leftSince } from '../composite.ts';
import { variable } from '../environment.ts';
import { eventually, kubectl, live } from '../stand.ts';
import { phaseIs, podsOf, runOnce } from './follow.ts';
import { storyOnNode } from './story.ts';
import type { Story } from './story.ts';

const namespace = 'team-edit';
const other = 'team-other';
const run: KubernetesObject = {
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'digits-edit', namespace },
  spec: {
    trainer: { recipe: 'digits-cnn', hyperparameters: { epochs: 400 } },
    resources: { cpu: '500m', memory: '1Gi', sharedMemory: '16Mi', ephemeralStorage: '100Mi' },
    artifacts: { retentionPolicy: 'Delete', storage: '1Gi' },
    budget: { totalUSD: '5.00' },
  },
};
const policy: KubernetesObject = {
  apiVersion: 'apiextensions.crossplane.io/v1beta1',
  kind: 'EnvironmentConfig',
  metadata: { name: 'crosstrain-policy' },
  data: { prices: { overrides: [{ accelerator: 'CPU', usdPerHour: '0.10' }] } },
};
const inNamespace = ['--namespace', namespace];
let story: Story | undefined;
let kubeconfig = '';

/** kubectl as somebody who logs in with a token of their own, and has no other right than edit in one namespace. */
function engineer(args: readonly string[], input?: string): Promise<string> {
  return kubectl([`--kubeconfig=${kubeconfig}`, ...args], input);
}

/** A command as the run's status gives it, in the engineer's shell. */
async function typed(command: string): Promise<string> {
  const script = `kubectl() { "${variable('KUBECTL')}" --kubeconfig="${kubeconfig}" "$@"; }\n${command}`;
  return (await promisify(execFile)('bash', ['-euc', script])).stdout;
}

async function command(name: string): Promise<string> {
  return stringAt(await live(referenceTo(run)), 'status', 'commands', name) ?? `no command for ${name}`;
}

beforeAll(async () => {
  story = await storyOnNode({ composites: [run], others: [policy], namespaces: [namespace, other] });
  await kubectl(['create', 'serviceaccount', 'engineer', ...inNamespace]);
  const subject = `--serviceaccount=${namespace}:engineer`;
  await kubectl(['create', 'rolebinding', 'engineer', '--clusterrole=edit', subject, ...inNamespace]);
  const token = (await kubectl(['create', 'token', 'engineer', ...inNamespace])).trim();
  kubeconfig = `${variable('STAND')}/engineer.kubeconfig`;
  const admin = recordAt(JSON.parse(await kubectl(['config', 'view', '--raw', '--output', 'json'])));
  const [admins] = listAt(admin, 'users');
  writeFileSync(kubeconfig, JSON.stringify({ ...admin, users: [{ ...recordAt(admins), user: { token } }] }), {
    mode: 0o600,
  });
  // The controller manager collects the rules of an aggregated role.
  await eventually('the engineer may create runs', 180, () =>
    engineer(['auth', 'can-i', 'create', 'trainingruns', ...inNamespace]).catch(() => undefined),
  );
});
afterAll(async () => {
  await kubectl(['delete', 'serviceaccount/engineer', 'rolebinding/engineer', '--ignore-not-found', ...inNamespace]);
  await story?.end();
});

describe('an ML engineer who is bound to edit in one namespace, and to nothing else', () => {
  test('applies a run, sees it in the list, and reads all about it', async () => {
    await engineer(['apply', '--filename', '-'], JSON.stringify(run));
    await runOnce(run, 'runs', phaseIs('Running'));
    expect(await engineer(['get', 'trainingruns', ...inNamespace])).toMatch(/^digits-edit +Running /m);
    expect(await engineer(['describe', 'trainingrun', 'digits-edit', ...inNamespace])).toContain('Cap USD:');
  });

  test('reads log and events by the commands that the run gives', async () => {
    const logs = (await command('logs')).replace(' -f', '');
    await eventually('the trainer has said something', 180, async () =>
      (await typed(logs)).includes('epoch') ? true : undefined,
    );
    expect(await typed(await command('events'))).toContain('TrainingRun/digits-edit');
    expect(await engineer(['describe', 'pods', ...inNamespace])).toContain('digits-edit-worker-');
  });

  test('edits the budget', async () => {
    await typed(`KUBE_EDITOR="sed -i s/5.00/6.00/" kubectl edit trun digits-edit -n ${namespace}`);
    await runOnce(run, 'has another cap', (now) => stringAt(now, 'status', 'cost', 'capUSD') === '6.00');
  });

  test('suspends the run and resumes it by the commands that it gives', async () => {
    await typed(await command('suspend'));
    await runOnce(run, 'is suspended', phaseIs('Suspended'));
    await typed(await command('resume'));
    await runOnce(run, 'is resumed', (now) => !phaseIs('Suspended')(now));
  });

  test('deletes it, and nothing is left', async () => {
    await engineer(['delete', 'trainingrun', 'digits-edit', '--cascade=foreground', ...inNamespace]);
    expect(await podsOf(run)).toEqual([]);
    const own = (line: string) => !line.endsWith(' engineer');
    expect(await leftSince(story?.before ?? [], own)).toEqual([]);
  });

  test('does nothing in another namespace', async () => {
    const elsewhere = { ...run, metadata: { ...run.metadata, namespace: other } };
    await expect(engineer(['apply', '--filename', '-'], JSON.stringify(elsewhere))).rejects.toThrow('forbidden');
    await expect(engineer(['get', 'trainingruns', '--namespace', other])).rejects.toThrow('forbidden');
    await expect(engineer(['get', 'trainingruns', '--all-namespaces'])).rejects.toThrow('forbidden');
  });

  test.each([
    ['patch', 'trainingruns', other],
    ['delete', 'trainingruns', other],
    ['get', 'pods/log', other],
    ['patch', 'trainingruns/status', namespace],
    ['create', 'trainingclusters', namespace],
    ['create', 'computepools', namespace],
    ['create', 'environmentconfigs', namespace],
    ['get', 'secrets', 'crossplane-system'],
  ])('may not %s %s in %s', async (verb, resource, where) => {
    // "no" is an answer and an exit code.
    const [kind = '', part] = resource.split('/');
    const asked = [verb, kind, ...(part === undefined ? [] : [`--subresource=${part}`]), '--namespace', where];
    expect((await engineer(['auth', 'can-i', ...asked]).catch(() => 'no')).trim()).toBe('no');
  });
});

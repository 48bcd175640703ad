import { describe, expect, test } from '@jest/globals';
import { listAt, stringAt } from '../../api/json.ts';
import { conditionIn } from '../../simulator/conditions.ts';
import { definitions } from '../../cli/sources/package.ts';
import { kubectl, listed, live } from './stand.ts';

const functionName = 'crosstrain-function-crosstrain';

test.each(definitions.map(({ kind }) => kind))('the definition of %s is established and offered', async (kind) => {
  const xrds = await listed('xrd', '');
  const xrd = xrds.find((one) => stringAt(one, 'spec', 'names', 'kind') === kind);
  expect(conditionIn(xrd?.['status'], 'Established')?.status).toBe('True');
});

test('the function is installed from the registry, and its package fits this Crossplane', async () => {
  const installed = await live({ apiVersion: 'pkg.crossplane.io/v1', kind: 'Function', name: functionName });
  expect(conditionIn(installed?.['status'], 'Installed')?.status).toBe('True');
  const [revision] = await listed('functionrevision', '');
  expect(conditionIn(revision?.['status'], 'RevisionHealthy')).toMatchObject({ status: 'True' });
  expect(listAt(revision, 'status', 'capabilities')).toContain('composition');
});

describe('core runs with the rights of its chart and of deploy/rbac.yaml, not as admin', () => {
  const core = 'system:serviceaccount:crossplane-system:crossplane';
  test.each([
    ['create', 'jobs.batch', 'yes'],
    ['create', 'networkpolicies.networking.k8s.io', 'yes'],
    ['create', 'trainingruns.crosstrain.dev', 'yes'],
    ['create', 'pods', 'no'],
    ['create', 'clusterroles.rbac.authorization.k8s.io', 'no'],
    ['create', 'namespaces', 'no'],
  ])('may it %s %s: %s', async (verb, resource, answer) => {
    // "no" is an answer and an exit code.
    const said = await kubectl(['auth', 'can-i', verb, resource, '--all-namespaces', '--as', core]).catch(() => 'no');
    expect(said.trim()).toBe(answer);
  });
});

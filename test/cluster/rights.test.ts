import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { referenceTo } from '../../simulator/object.ts';
import { composite, isSynced, warnings } from './composite.ts';
import { example } from './example.ts';
import { apply, eventually, kubectl } from './stand.ts';

const rights = new URL('../../deploy/rbac.yaml', import.meta.url);
const core = 'system:serviceaccount:crossplane-system:crossplane';
const [run] = example('cpu').composites;
if (run === undefined) throw new Error('examples/cpu has no run');
const namespace = 'without-rights';
const denied = { ...run, metadata: { ...run.metadata, namespace } };

/** Once the controller manager has collected core's rights anew, whether core may create Jobs. */
function untilCoreMayCreateJobs(answer: 'yes' | 'no'): Promise<string> {
  return eventually(`core may create Jobs: ${answer}`, 180, async () => {
    // "no" is an answer and an exit code.
    const said = await kubectl(['auth', 'can-i', 'create', 'jobs.batch', '--all-namespaces', '--as', core]).catch(
      () => 'no',
    );
    return said.trim() === answer ? said : undefined;
  });
}

beforeAll(async () => {
  await kubectl(['create', 'namespace', namespace]);
  await kubectl(['delete', '--filename', rights.pathname]);
  await untilCoreMayCreateJobs('no');
});

afterAll(async () => {
  await kubectl(['apply', '--filename', rights.pathname]);
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
});

test('without deploy/rbac.yaml the run says what core may not do; with it, it is composed without a restart', async () => {
  expect(readFileSync(rights, 'utf8')).toContain('rbac.crossplane.io/aggregate-to-crossplane');
  await apply([denied]);
  const said = await eventually('a warning about rights', 180, async () => {
    const all = await warnings(denied);
    return all.some((warning) => warning.startsWith('RoleBasedAccessControl')) ? all : undefined;
  });
  expect(said).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /cannot apply composed resource "[a-z-]+": .* cannot patch resource "[a-z]+" in API group "[a-z0-9.]*"/,
      ),
      expect.stringMatching(/^RoleBasedAccessControl: .*is not allowed to \[.*create.*\] resource [a-z]+/),
    ]),
  );

  await kubectl(['apply', '--filename', rights.pathname]);
  await untilCoreMayCreateJobs('yes');
  await composite(referenceTo(denied), 'is composed', isSynced);
  await kubectl(['delete', 'trainingrun', denied.metadata.name, '--namespace', namespace, '--timeout=180s']);
});

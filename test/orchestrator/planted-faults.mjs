// Plants one fault after the other in a copy of the orchestrator, and fails where the acceptance test that is there for it passes.
// usage: node test/orchestrator/planted-faults.mjs [NUMBER...]   such as R6; about five seconds each
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

const twice = {
  file: 'workflows/training-run.ts',
  from: '  await apply(journal, by);\n  const training',
  to: '  await apply(journal, by);\n  await apply(journal, by);\n  const training',
};

/** What is planted for each acceptance test: what it does, in which file of orchestrator/, what stands there and what then does. */
const faults = [
  { test: 'R1', does: 'applies the run twice', ...twice },
  {
    test: 'R2',
    does: 'looks once and gives up',
    file: 'workflows/activities.ts',
    from: "scheduleToCloseTimeout: '365d',\n  retry: {",
    to: "scheduleToCloseTimeout: '365d',\n  retry: { maximumAttempts: 1,",
  },
  {
    test: 'R3',
    does: 'takes a refused token for the last word',
    file: 'kubernetes/failure.ts',
    from: "401: { type: 'Unauthorized', retry: true }",
    to: "401: { type: 'Unauthorized', retry: false }",
  },
  {
    test: 'R4',
    does: 'does not wait as long as it is told to',
    file: 'kubernetes/failure.ts',
    from: '`${seconds}s`',
    to: '`${seconds - 1}s`',
  },
  {
    test: 'R5',
    does: 'waits for no definition',
    file: 'kubernetes/failure.ts',
    from: "type: 'NotInstalled', retry: true, advice",
    to: "type: 'NotInstalled', retry: false, advice",
  },
  {
    test: 'R6',
    does: 'does not prove that all is gone',
    file: 'workflows/removal.ts',
    from: '    await clear.observeGone({ objects });\n',
    to: '',
  },
  {
    test: 'R7',
    does: 'does not wait for an apply that is cancelled',
    file: 'workflows/activities.ts',
    from: "cancellationType = 'WAIT_CANCELLATION_COMPLETED'",
    to: "cancellationType = 'TRY_CANCEL'",
  },
  {
    test: 'R8',
    does: 'swallows that an undo failed',
    file: 'workflows/training-run.ts',
    from: 'if (first !== undefined) throw typed(first);',
    to: 'void first;',
  },
  { test: 'R9', does: 'applies the run twice', ...twice },
  {
    test: 'R10',
    does: 'takes any object of that name for its own',
    file: 'activities/remove.ts',
    from: ': sameObject(object, run);',
    to: ': true;',
  },
  {
    test: 'R10',
    does: 'takes over what was there before',
    file: 'activities/apply.ts',
    from: 'if (existing !== undefined && owner !== workflowId) {',
    to: 'if (existing === null) {',
  },
  {
    test: 'R11',
    does: 'applies again for each event',
    file: 'workflows/drift.ts',
    from: '    await sleep(gatherSeconds * 1000);\n    const [first',
    to: '    const [first',
  },
  {
    test: 'R11',
    does: 'takes every sight of a run for a change',
    file: 'triggers/drift.ts',
    from: ' || isDeepStrictEqual(before, now)',
    to: '',
  },
  { test: 'R12', does: 'lets retrainings overlap', file: 'client/schedule.ts', from: "'SKIP'", to: "'ALLOW_ALL'" },
  {
    test: 'R13',
    does: 'lets a run be approved before it is trained',
    file: 'workflows/decisions.ts',
    from: "if (journal.phase !== 'AwaitingApproval')",
    to: "if (journal.phase === 'Closed')",
  },
  {
    test: 'R14',
    does: 'goes on after a user’s error',
    file: 'workflows/steps.ts',
    from: "if (now.outcome === 'Failed') {",
    to: "if (now.outcome === 'Failed' && now.attempt > 0) {",
  },
  { test: 'R15', does: 'does one step more than the recorded histories', ...twice },
  {
    test: 'A1',
    does: 'repeats what was applied',
    file: 'audit/records.ts',
    from: 'object: `${kind} ${namespace}/${name}`',
    to: 'object: `${kind} ${namespace}/${name}${JSON.stringify(manifest)}`',
  },
  {
    test: 'A2',
    does: 'marks the run with another id',
    file: 'activities/apply.ts',
    from: '[marks.workflow]: workflowId',
    to: '[marks.workflow]: execution',
  },
  {
    test: 'V1',
    does: 'keeps what is rolled back where the policy is Never',
    file: 'workflows/training-run.ts',
    from: "ending.result !== 'RolledBack' && releasePolicy",
    to: 'releasePolicy',
  },
  {
    test: 'M2',
    does: 'looks every ten seconds at a dead cluster',
    file: 'workflows/activities.ts',
    from: "'5m'",
    to: "'10s'",
  },
  {
    test: 'S1',
    does: 'may delete all runs at once',
    file: 'deploy/rbac.yaml',
    from: 'verbs: [get, create, patch, delete]',
    to: 'verbs: [get, create, patch, delete, deletecollection]',
  },
];

/** Whether the tests of that number fail on a copy with the fault; throws where the fault is nowhere to be planted. */
function isCaught({ test, file, from, to }) {
  const copy = mkdtempSync(`${tmpdir()}/crosstrain-fault-`);
  try {
    for (const name of ['api', 'orchestrator', 'scripts', 'jest.config.js', 'package.json', 'package-lock.json'])
      cpSync(root + name, `${copy}/${name}`, { recursive: true });
    cpSync(`${root}test/orchestrator`, `${copy}/test/orchestrator`, { recursive: true });
    symlinkSync(`${root}node_modules`, `${copy}/node_modules`);
    const path = `${copy}/orchestrator/${file}`;
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from))
      throw new Error(`cannot plant a fault for ${test}: ${file} has changed; see to its line here`);
    writeFileSync(path, text.replaceAll(from, to));
    const jest = [
      'node_modules/jest/bin/jest.js',
      '--ci',
      '--forceExit',
      '--verbose',
      '--testNamePattern',
      `\\b${test}:`,
      'test/orchestrator/',
    ];
    // What a fault leaves open must not keep anybody waiting.
    const how = { cwd: copy, encoding: 'utf8', timeout: 180_000 };
    const ran = spawnSync(process.execPath, ['--experimental-vm-modules', ...jest], how);
    // A test that failed, and not a file that could not be read.
    return / ✕ /.test(ran.stderr);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

const wanted = process.argv.slice(2);
let missed = 0;
for (const fault of faults) {
  if (wanted.length > 0 && !wanted.includes(fault.test)) continue;
  const caught = isCaught(fault);
  if (!caught) missed += 1;
  process.stdout.write(`${caught ? 'caught' : 'MISSED'}  ${fault.test}: a workflow that ${fault.does}\n`);
}
process.exitCode = missed === 0 ? 0 : 1;

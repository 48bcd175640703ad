import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { workflowId } from '../../../orchestrator/contract/identity.ts';
import type { TrainingRunManifest } from '../../../orchestrator/contract/training-run.ts';
import { approve, status } from '../../../orchestrator/workflows/messages.ts';
import type { trainingRun } from '../../../orchestrator/workflows/index.ts';
import { createAuthority } from '../../support/authority.ts';
import type { Identity } from '../../support/authority.ts';
import { kubeconfig, serveApi } from '../kubernetes/api-server.ts';
import type { ApiServer } from '../kubernetes/api-server.ts';
import { MemoryCluster } from '../kubernetes/memory.ts';
import { composes, manifest, setStatus, succeeded } from '../stories.ts';
import { guarded } from './guard.ts';
import type { Guard } from './guard.ts';
import { TemporalServer, WorkerProcess, crosstrainWorkflow, eventually } from './processes.ts';

type Variables = Readonly<Record<string, string>>;

const folder = mkdtempSync(join(tmpdir(), 'crosstrain-keys.'));
const authority = createAuthority('temporal-root-ca');
const cluster = new MemoryCluster(() => Date.now());
let server: TemporalServer;
let api: ApiServer;
let guard: Guard | undefined;
const workers: WorkerProcess[] = [];
beforeAll(async () => {
  server = await TemporalServer.up();
  api = await serveApi(cluster);
  composes(cluster);
  const { onApply } = cluster;
  // Nobody waits here: each run has been trained as soon as it is applied.
  cluster.onApply = (run) => {
    onApply(run);
    setStatus(cluster, run['metadata'].name, succeeded);
  };
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.end();
  await guard?.close();
  guard = undefined;
});
afterAll(async () => {
  await server?.end();
  await api?.close();
  rmSync(folder, { recursive: true });
});

async function worker(variables: Variables, ...args: readonly string[]): Promise<WorkerProcess> {
  const made = await WorkerProcess.up(variables, kubeconfig(api.url), ...args);
  workers.push(made);
  return made;
}

/** A file of this test's, for a variable that names one. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Starts a run by command; gives what that said. */
function begun(run: TrainingRunManifest, variables: Variables) {
  return crosstrainWorkflow(variables, 'start', file('run.yaml', JSON.stringify(run)));
}

/** Takes a run from its start to its end by command, through one worker. */
async function taken(variables: Variables): Promise<string> {
  await worker(variables);
  const run = manifest();
  const { namespace, name } = run.metadata;
  expect(await begun(run, variables)).toEqual({ code: 0, output: `training/${namespace}/${name} has begun\n` });
  return eventually('it is over', async () => {
    const { output } = await crosstrainWorkflow(variables, 'history', `${namespace}/${name}`, '--format', 'jsonl');
    const last = output.trim().split('\n').at(-1) ?? '';
    return last.includes('"action":"end"') ? JSON.parse(last).outcome : undefined;
  });
}

describe('mutual TLS by the standard variables', () => {
  const variables = (address: string, { cert, key }: Identity): Variables => ({
    TEMPORAL_ADDRESS: address,
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.crt', authority.ca),
    TEMPORAL_TLS_CLIENT_CERT_PATH: file('client.crt', cert),
    TEMPORAL_TLS_CLIENT_KEY_PATH: file('client.key', key),
  });

  test('takes worker and command in whose certificates the right authority signed', async () => {
    guard = await guarded(server.address, { authority, clients: authority });
    expect(await taken(variables(guard.address, authority.issue('orchestrator')))).toBe('Accepted');
  });

  test('keeps others out: both say so and end', async () => {
    guard = await guarded(server.address, { authority, clients: authority });
    const stranger = variables(guard.address, createAuthority('somebody else').issue('orchestrator'));
    const kept = await begun(manifest(), stranger);
    expect(kept).toEqual({ code: 1, output: expect.stringMatching(/^cannot reach Temporal at localhost:\d+: /) });
    expect(await (await worker(stranger)).ended()).toEqual({
      code: 1,
      said: expect.stringMatching(/^crosstrain-orchestrator: cannot reach Temporal at localhost:\d+: /),
    });
  });

  test('speaks to no server that the authority did not sign for', async () => {
    guard = await guarded(server.address, { authority: createAuthority('somebody else') });
    const kept = await begun(manifest(), variables(guard.address, authority.issue('orchestrator')));
    expect(kept).toEqual({ code: 1, output: expect.stringMatching(/^cannot reach Temporal at localhost:\d+: /) });
  });
});

describe('an API key by the standard variable', () => {
  const variables = (address: string, key: string): Variables => ({
    TEMPORAL_ADDRESS: address,
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.crt', authority.ca),
    TEMPORAL_API_KEY: key,
  });

  test('takes worker and command in', async () => {
    guard = await guarded(server.address, { authority, apiKey: 'planted-key' });
    expect(await taken(variables(guard.address, 'planted-key'))).toBe('Accepted');
  });

  test('keeps others out: both say so without the key, and end', async () => {
    guard = await guarded(server.address, { authority, apiKey: 'planted-key' });
    const stranger = variables(guard.address, 'another-key');
    const kept = await begun(manifest(), stranger);
    expect(kept).toEqual({ code: 1, output: expect.stringContaining('the API key is wrong') });
    const ended = await (await worker(stranger)).ended();
    expect(ended).toEqual({ code: 1, said: expect.stringContaining('the API key is wrong') });
    expect(kept.output + ended.said).not.toContain('another-key');
  });
});

test('a workflow ends on the build that it began on, while new ones begin on the next', async () => {
  const variables = { TEMPORAL_ADDRESS: server.address };
  const client = new Client({ connection: await Connection.connect({ address: server.address }) });
  const waits = { promotion: { approval: {} } };
  const [first, second] = [manifest(waits), manifest(waits)];
  const handles: WorkflowHandle<typeof trainingRun>[] = [];
  for (const [run, buildId] of [
    [first, 'one'],
    [second, 'two'],
  ] as const) {
    await worker(variables, '--build-id', buildId);
    await eventually(`build ${buildId} is the current one`, async () => {
      const version = { namespace: 'default', deploymentName: 'crosstrain', buildId };
      await client.workflowService.setWorkerDeploymentCurrentVersion(version);
      return true;
    });
    expect(await begun(run, variables)).toMatchObject({ code: 0 });
    const handle = client.workflow.getHandle<typeof trainingRun>(workflowId(run.metadata));
    await eventually('it waits', async () =>
      (await handle.query(status)).phase === 'AwaitingApproval' ? true : undefined,
    );
    handles.push(handle);
  }
  const builds = [];
  for (const handle of handles) {
    await handle.executeUpdate(approve, { args: [{ by: 'ann', reason: 'fine' }] });
    expect(await handle.result()).toMatchObject({ result: 'Accepted' });
    const { events } = await handle.fetchHistory();
    const tasks = (events ?? []).flatMap((event) => event.workflowTaskCompletedEventAttributes ?? []);
    builds.push([...new Set(tasks.map(({ deploymentVersion }) => deploymentVersion?.buildId))]);
  }
  expect(builds).toEqual([['one'], ['two']]);
  await client.connection.close();
});

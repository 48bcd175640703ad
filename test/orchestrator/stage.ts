import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { activitiesOn } from '../../orchestrator/activities/index.ts';
import { taskQueue, workflowId } from '../../orchestrator/contract/identity.ts';
import type { Outcome, TrainingRunManifest } from '../../orchestrator/contract/training-run.ts';
import type { trainingRun } from '../../orchestrator/workflows/index.ts';
import { FrontEnd } from './front-end/front-end.ts';
import { MemoryCluster } from './kubernetes/memory.ts';

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
});

/** The real worker and the real client on a front end and a cluster in memory. */
export class Stage {
  readonly frontEnd: FrontEnd;
  readonly cluster: MemoryCluster;
  readonly client: Client;
  readonly code: { readonly codePath: string };
  readonly #native: NativeConnection;
  #worker: Worker | undefined;
  #running: Promise<void> = Promise.resolve();

  private constructor(frontEnd: FrontEnd, native: NativeConnection, client: Client, codePath: string) {
    this.frontEnd = frontEnd;
    this.cluster = new MemoryCluster(() => frontEnd.time.now);
    this.client = client;
    this.code = { codePath };
    this.#native = native;
  }

  /** Sets everything up; a test file needs one, and `end`s it. */
  static async up(): Promise<Stage> {
    // First, since nothing is open yet that a failure would leave open.
    const codePath = await workflowCode();
    const frontEnd = new FrontEnd();
    const address = await frontEnd.listen();
    const native = await NativeConnection.connect({ address });
    const client = new Client({ connection: await Connection.connect({ address }), identity: 'client' });
    const stage = new Stage(frontEnd, native, client, codePath);
    await stage.startWorker();
    return stage;
  }

  /** Starts a worker; every task carries the whole history, so that every step is also a replay. */
  async startWorker(): Promise<void> {
    this.#worker = await Worker.create({
      connection: this.#native,
      identity: 'worker',
      taskQueue,
      workflowBundle: this.code,
      activities: { ...activitiesOn(this.cluster.port) },
      maxCachedWorkflows: 0,
    });
    this.#running = this.#worker.run();
  }

  /** Ends the worker; what it was at comes back as from one that died. */
  async stopWorker(): Promise<void> {
    this.#worker?.shutdown();
    await this.#running;
    this.frontEnd.loseWorker();
  }

  /** Starts the workflow of a manifest, as a person does: it must not run yet. */
  async start(manifest: TrainingRunManifest): Promise<WorkflowHandleWithFirstExecutionRunId<typeof trainingRun>> {
    return this.client.workflow.start<typeof trainingRun>('trainingRun', {
      workflowId: workflowId(manifest.metadata),
      taskQueue,
      args: [{ manifest }],
      workflowIdConflictPolicy: 'FAIL',
    });
  }

  async end(): Promise<void> {
    this.#worker?.shutdown();
    await this.#running;
    await this.client.connection.close();
    await this.#native.close();
    this.frontEnd.drop();
  }
}

/** What a workflow ended with: its outcome, or type and message of its failure. */
export async function ended(handle: WorkflowHandle<typeof trainingRun>): Promise<Outcome | Failed> {
  try {
    return await handle.result();
  } catch (error) {
    const cause = (error as { cause?: Error & { type?: string; details?: unknown[] } }).cause;
    return {
      type: cause?.type ?? cause?.name ?? 'unknown',
      message: cause?.message ?? String(error),
      details: cause?.details ?? [],
    };
  }
}

/** How a workflow failed. */
export interface Failed {
  readonly type: string;
  readonly message: string;
  readonly details: readonly unknown[];
}

async function workflowCode(): Promise<string> {
  const script = new URL('../../scripts/workflow-bundle.mjs', import.meta.url).href;
  const { bundleWorkflows } = await import(script);
  return bundleWorkflows();
}

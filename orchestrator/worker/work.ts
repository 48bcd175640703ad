import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { activitiesOn } from '../activities/index.ts';
import { taskQueue } from '../contract/identity.ts';
import { clusterOf } from '../kubernetes/client.ts';
import { PooledConfig } from '../kubernetes/pooled-config.ts';
import { driftTrigger } from '../triggers/drift.ts';
import { signalTo } from '../triggers/signal.ts';
import { watchRuns } from '../triggers/watch-runs.ts';
import { codecsOf } from '../temporal/encryption.ts';
import { wordsOf } from '../temporal/unreachable.ts';
import type { WorkerSettings } from './flags.ts';
import { prepareNamespace } from './namespace.ts';

/** Works until the process is told to stop: SIGTERM lets what is under way end, for 30 seconds at most. */
export async function work({ workflowCode, buildId }: WorkerSettings): Promise<void> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const config = new PooledConfig();
  config.loadFromDefault();
  const connection = await NativeConnection.connect(connectionOptions).catch((error: unknown) => {
    throw new Error(`cannot reach Temporal at ${connectionOptions.address ?? 'localhost:7233'}: ${wordsOf(error)}`);
  });
  try {
    await prepareNamespace(connection.operatorService, namespace);
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue,
      workflowBundle: { codePath: workflowCode },
      dataConverter: { payloadCodecs: [...codecsOf(process.env)] },
      activities: { ...activitiesOn(clusterOf(config)) },
      // What a worker that dies had in its cache waits so long before another one takes it up.
      stickyQueueScheduleToStartTimeout: '2s',
      shutdownGraceTime: '20s',
      shutdownForceTime: '30s',
      ...(buildId !== undefined && {
        workerDeploymentOptions: {
          version: { deploymentName: 'crosstrain', buildId },
          useWorkerVersioning: true,
          defaultVersioningBehavior: 'PINNED' as const,
        },
      }),
    });
    const stop = await watchRuns(config, {
      onRun: driftTrigger(signalTo(connection, namespace)),
      onError: (error) => {
        Runtime.instance().logger.warn('cannot watch TrainingRuns, trying again', { error });
      },
    });
    try {
      await worker.run();
    } finally {
      await stop();
    }
  } finally {
    await connection.close();
    await config.close();
  }
}

import { Client, WorkflowNotFoundError } from '@temporalio/client';
import type { ConnectionLike } from '@temporalio/client';
import { codecsOf } from '../temporal/encryption.ts';
import type { Signal } from './drift.ts';

/** Signals drift to a workflow; that it is over is no error: a run that is kept may be changed by anybody. */
export function signalTo(connection: ConnectionLike, namespace: string): Signal {
  const client = new Client({ connection, namespace, dataConverter: { payloadCodecs: [...codecsOf(process.env)] } });
  return async (workflowId, what) => {
    try {
      await client.workflow.getHandle(workflowId).signal('drift', what);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  };
}

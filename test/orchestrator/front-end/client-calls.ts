import { randomUUID } from 'node:crypto';
import type { Execution, Update } from './execution.ts';
import type { FrontEnd } from './front-end.ts';
import { Refusal, enumeration, timestamp } from './protocol.ts';
import type { Message } from './protocol.ts';
import type { TaskQueues } from './task-queues.ts';

const statuses = enumeration('WorkflowExecutionStatus');

/** What a client asks for. */
export function clientCalls(frontEnd: FrontEnd, tasks: TaskQueues) {
  return {
    getSystemInfo: () => ({
      serverVersion: '1.29.1',
      capabilities: {
        signalAndQueryHeader: true,
        internalErrorDifferentiation: true,
        activityFailureIncludeHeartbeat: true,
        supportsSchedules: true,
        encodedFailureAttributes: true,
        buildIdBasedVersioning: true,
        upsertMemo: true,
        sdkMetadata: true,
      },
    }),
    describeNamespace: ({ namespace }: Message) => ({
      namespaceInfo: { name: namespace || 'default', id: 'namespace', state: 1 },
      config: { workflowExecutionRetentionTtl: { seconds: 86_400 } },
    }),
    startWorkflowExecution: (request: Message) => start(frontEnd, request),
    signalWorkflowExecution: (request: Message) => {
      signal(frontEnd, running(frontEnd, request.workflowExecution), request);
    },
    signalWithStartWorkflowExecution: (request: Message) => {
      const open = frontEnd.executions.get(request.workflowId);
      const execution = open === undefined || open.closed !== undefined ? frontEnd.open(request) : open;
      signal(frontEnd, execution, request);
      return { runId: execution.runId, started: execution !== open };
    },
    requestCancelWorkflowExecution: (request: Message) => {
      const execution = running(frontEnd, request.workflowExecution);
      frontEnd.settle(execution, () =>
        execution.add('WORKFLOW_EXECUTION_CANCEL_REQUESTED', { identity: request.identity }),
      );
    },
    terminateWorkflowExecution: (request: Message) => {
      frontEnd.close(running(frontEnd, request.workflowExecution), 'TERMINATED', { reason: request.reason });
    },
    updateWorkflowExecution: (request: Message) => update(frontEnd, request),
    pollWorkflowExecutionUpdate: (request: Message) => {
      const { workflowExecution, updateId } = request.updateRef;
      const execution = frontEnd.execution(workflowExecution.workflowId, workflowExecution.runId);
      const known = execution.updates.get(updateId);
      if (known === undefined) throw new Refusal('NOT_FOUND', `update ${updateId} not found`);
      return updated(execution, known);
    },
    queryWorkflow: (request: Message) =>
      tasks.query(frontEnd.execution(request.execution.workflowId, request.execution.runId), request.query),
    getWorkflowExecutionHistory: (request: Message) => history(frontEnd, request),
    describeWorkflowExecution: ({ execution }: Message) => description(frontEnd, execution),
  };
}

function start(frontEnd: FrontEnd, request: Message): Message {
  const open = frontEnd.executions.get(request.workflowId);
  if (open === undefined || open.closed !== undefined) return { runId: frontEnd.open(request).runId, started: true };
  const policies = enumeration('WorkflowIdConflictPolicy');
  if (request.workflowIdConflictPolicy === policies['WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING'])
    return { runId: open.runId, started: false };
  throw new Refusal('ALREADY_EXISTS', 'Workflow execution is already running');
}

function running(frontEnd: FrontEnd, { workflowId, runId }: Message): Execution {
  const execution = frontEnd.execution(workflowId, runId);
  if (execution.closed !== undefined) throw new Refusal('NOT_FOUND', 'workflow execution already completed');
  return execution;
}

function signal(frontEnd: FrontEnd, execution: Execution, request: Message): void {
  const { signalName, signalInput, input, identity } = request;
  // Both signal requests name the workflow's and the signal's input differently.
  const given = signalInput ?? (signalName && input);
  frontEnd.settle(execution, () =>
    execution.add('WORKFLOW_EXECUTION_SIGNALED', { signalName, input: given, identity }),
  );
}

async function update(frontEnd: FrontEnd, request: Message): Promise<Message> {
  const execution = running(frontEnd, request.workflowExecution);
  const id = request.request.meta.updateId || randomUUID();
  const known = execution.updates.get(id);
  if (known !== undefined) return updated(execution, known);
  const meta = { ...request.request.meta, updateId: id };
  const made: Update = { id, request: { ...request.request, meta }, waiters: [] };
  execution.updates.set(id, made);
  execution.pendingUpdates.push(made);
  frontEnd.schedule(execution);
  return updated(execution, made);
}

async function updated(execution: Execution, asked: Update): Promise<Message> {
  while (asked.outcome === undefined && execution.closed === undefined)
    await new Promise<void>((resolve) => asked.waiters.push(resolve));
  if (asked.outcome === undefined) throw new Refusal('NOT_FOUND', 'workflow execution already completed');
  const stage = enumeration('UpdateWorkflowExecutionLifecycleStage');
  return {
    updateRef: {
      updateId: asked.id,
      workflowExecution: { workflowId: execution.workflowId, runId: execution.runId },
    },
    outcome: asked.outcome,
    stage: stage['UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED'],
  };
}

async function history(
  frontEnd: FrontEnd,
  { execution: { workflowId, runId }, waitNewEvent, historyEventFilterType }: Message,
) {
  const execution = frontEnd.execution(workflowId, runId);
  if (waitNewEvent) await execution.closing();
  const wantsClose = historyEventFilterType === 2;
  return { history: { events: wantsClose ? execution.events.slice(-1) : execution.events } };
}

function description(frontEnd: FrontEnd, { workflowId, runId }: Message) {
  const execution = frontEnd.execution(workflowId, runId);
  return {
    workflowExecutionInfo: {
      execution: { workflowId, runId: execution.runId },
      type: { name: execution.type },
      status: statuses[`WORKFLOW_EXECUTION_STATUS_${execution.closed ?? 'RUNNING'}`],
      historyLength: execution.events.length,
      startTime: timestamp(execution.startedAt),
      executionTime: timestamp(execution.startedAt),
      taskQueue: execution.queue,
      searchAttributes: { indexedFields: execution.searchAttributes },
    },
  };
}

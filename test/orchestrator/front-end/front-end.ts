import { randomUUID } from 'node:crypto';
import { setTimeout as later } from 'node:timers/promises';
import type { Server } from '@grpc/grpc-js';
import { Execution } from './execution.ts';
import type { ActivityTask, Update } from './execution.ts';
import { obey } from './commands.ts';
import { alarmOf, retryDelay } from './retry.ts';
import { Refusal, enumeration, milliseconds, serve, timestamp } from './protocol.ts';
import type { Call, Message } from './protocol.ts';
import { TaskQueues, pollForever } from './task-queues.ts';
import { VirtualTime } from './virtual-time.ts';

const statuses = enumeration('WorkflowExecutionStatus');
const seconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/**
 * Temporal's front end in memory: enough of the server that a real worker and a real client run whole workflows against
 * it, in virtual time. Time moves only by `advance`.
 */
export class FrontEnd {
  readonly time = new VirtualTime();
  readonly executions = new Map<string, Execution>();
  /** Workflow tasks that the worker failed: each means that a workflow threw something that is no failure, or that its code does not fit its history. */
  readonly taskFailures: string[] = [];
  readonly #byRunId = new Map<string, Execution>();
  readonly #tasks = new TaskQueues(this.time);
  #server: Server | undefined;
  #port = 0;

  /** Begins to serve; gives the address. Again after `drop`: on the same port. */
  async listen(): Promise<string> {
    const { server, port } = await serve(this.#answers(), this.#port);
    this.#server = server;
    this.#port = port;
    return `127.0.0.1:${port}`;
  }

  /** Ends every connection at once and stops serving, as a server that dies; what it knows stays. */
  drop(): void {
    this.#server?.forceShutdown();
    this.#tasks.forgetPollers();
  }

  /** Resolves when nobody has anything to do until time moves. */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < 3;) {
      quiet = this.#tasks.isBusy ? 0 : quiet + 1;
      await later(2);
    }
  }

  /** Moves time by so much, such as `90s` or `2h`; whatever falls due on the way happens in order. */
  async advance(duration: `${number}${keyof typeof seconds}`): Promise<void> {
    const unit = duration.slice(-1) as keyof typeof seconds;
    const end = this.time.now + Number(duration.slice(0, -1)) * seconds[unit] * 1000;
    do await this.idle();
    while (this.time.ringNext(end));
    this.time.now = end;
  }

  /** What the worker holds is lost with it: activities come back after their time, workflow tasks at once. */
  loseWorker(): void {
    for (const held of this.#tasks.lose()) {
      if (held.type === 'Activity') this.requeue(held.task);
      if (held.type === 'Workflow') this.#taskTimedOut(held.execution);
    }
  }

  /** The newest execution of that workflow. */
  execution(workflowId: string, runId?: string): Execution {
    const found = runId ? this.#byRunId.get(runId) : this.executions.get(workflowId);
    if (found === undefined) throw new Refusal('NOT_FOUND', `workflow not found for ID: ${workflowId}`);
    return found;
  }

  /** Opens an execution, and gives the worker its first task. */
  open(request: Message, parent?: Execution['parent']): Execution {
    const execution = new Execution(request, () => this.time.now, parent);
    this.executions.set(execution.workflowId, execution);
    this.#byRunId.set(execution.runId, execution);
    this.schedule(execution);
    return execution;
  }

  /** Gives the worker a workflow task, unless it has one. */
  schedule(execution: Execution): void {
    if (execution.closed !== undefined || execution.task !== undefined || execution.isObeying) return;
    const { eventId } = execution.add('WORKFLOW_TASK_SCHEDULED', {
      taskQueue: { name: execution.queue },
      startToCloseTimeout: { seconds: 10 },
      attempt: 1,
    });
    execution.task = { scheduled: eventId };
    this.#tasks.addWorkflow(execution);
  }

  /** Adds events to an execution as soon as they may be added. */
  settle(execution: Execution, add: () => void): void {
    execution.settle(add, () => this.schedule(execution));
  }

  /** Puts an activity in the queue. */
  queue(task: ActivityTask): void {
    this.#tasks.addActivity(task);
  }

  /** Takes an activity out of the queue that no worker has; false where one has it. */
  unqueue(task: ActivityTask): boolean {
    if (task.token !== undefined) return false;
    this.#tasks.removeActivity(task);
    this.time.clearAll(alarmOf(task));
    return true;
  }

  /** Gives an activity out again whose worker is lost. */
  requeue(task: ActivityTask): void {
    delete task.token;
    this.queue(task);
  }

  /** Closes an execution, and tells its parent. */
  close(execution: Execution, how: string, attributes: Message): void {
    execution.closed = how;
    execution.add(`WORKFLOW_EXECUTION_${how}`, attributes);
    this.time.clearAll(`${execution.runId}/`);
    for (const update of execution.updates.values()) for (const tell of update.waiters.splice(0)) tell();
    const { parent } = execution;
    if (parent === undefined) return;
    const { execution: owner, initiated } = parent;
    const started = owner.children.get(execution.workflowId)?.startedEventId;
    this.settle(owner, () =>
      owner.add(`CHILD_WORKFLOW_EXECUTION_${how}`, {
        ...(attributes.result && { result: attributes.result }),
        ...(attributes.failure && { failure: attributes.failure, retryState: 5 }),
        ...(attributes.details && { details: attributes.details }),
        namespace: 'default',
        initiatedEventId: initiated,
        startedEventId: started,
        workflowExecution: { workflowId: execution.workflowId, runId: execution.runId },
        workflowType: { name: execution.type },
      }),
    );
  }

  #answers() {
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
      shutdownWorker: () => ({}),
      recordWorkerHeartbeat: () => ({}),
      pollWorkflowTaskQueue: (_: Message, call: Call) => this.#tasks.poll('workflow', call),
      pollActivityTaskQueue: (_: Message, call: Call) => this.#tasks.poll('activity', call),
      pollNexusTaskQueue: (_: Message, call: Call) => pollForever(call),
      respondWorkflowTaskCompleted: (request: Message) => this.#workflowTaskCompleted(request),
      respondWorkflowTaskFailed: (request: Message) => this.#workflowTaskFailed(request),
      respondQueryTaskCompleted: (request: Message) => this.#tasks.queryAnswered(request),
      respondActivityTaskCompleted: (request: Message) => this.#activityCompleted(request),
      respondActivityTaskFailed: (request: Message) => this.#activityFailed(request),
      respondActivityTaskCanceled: (request: Message) => this.#activityCanceled(request),
      recordActivityTaskHeartbeat: (request: Message) => this.#heartbeat(request),
      startWorkflowExecution: (request: Message) => this.#start(request),
      signalWorkflowExecution: (request: Message) => this.#signal(this.#running(request.workflowExecution), request),
      signalWithStartWorkflowExecution: (request: Message) => {
        const open = this.executions.get(request.workflowId);
        const execution = open === undefined || open.closed !== undefined ? this.open(request) : open;
        this.#signal(execution, request);
        return { runId: execution.runId, started: execution !== open };
      },
      requestCancelWorkflowExecution: (request: Message) => {
        const execution = this.#running(request.workflowExecution);
        this.settle(execution, () =>
          execution.add('WORKFLOW_EXECUTION_CANCEL_REQUESTED', { identity: request.identity }),
        );
      },
      terminateWorkflowExecution: (request: Message) => {
        this.close(this.#running(request.workflowExecution), 'TERMINATED', { reason: request.reason });
      },
      updateWorkflowExecution: (request: Message) => this.#update(request),
      pollWorkflowExecutionUpdate: (request: Message) => {
        const { workflowExecution, updateId } = request.updateRef;
        const execution = this.execution(workflowExecution.workflowId, workflowExecution.runId);
        const update = execution.updates.get(updateId);
        if (update === undefined) throw new Refusal('NOT_FOUND', `update ${updateId} not found`);
        return updated(execution, update);
      },
      queryWorkflow: (request: Message) =>
        this.#tasks.query(this.execution(request.execution.workflowId, request.execution.runId), request.query),
      getWorkflowExecutionHistory: (request: Message) => this.#history(request),
      describeWorkflowExecution: ({ execution }: Message) => this.#describe(execution),
    };
  }

  #workflowTaskCompleted(request: Message): Message {
    // As the real server: WORKER_DEPLOYMENT is 2 of both enumerations.
    if (request.versioningBehavior && request.deploymentOptions?.workerVersioningMode !== 2)
      throw new Refusal('INVALID_ARGUMENT', 'versioning behavior cannot be specified without deployment options');
    const held = this.#tasks.take(request);
    if (held?.type !== 'Workflow') throw new Refusal('NOT_FOUND', 'workflow task not found');
    const { execution } = held;
    const { eventId } = execution.add('WORKFLOW_TASK_COMPLETED', {
      scheduledEventId: execution.task!.scheduled,
      startedEventId: execution.task!.started,
      identity: request.identity,
      sdkMetadata: request.sdkMetadata,
      meteringMetadata: request.meteringMetadata,
    });
    execution.lastStarted = execution.task!.started!;
    execution.task = undefined;
    execution.isObeying = true;
    const asksForTask = obey(this, execution, request, eventId);
    execution.isObeying = false;
    const hasMore = execution.flush() || asksForTask || execution.pendingUpdates.length > 0;
    if (hasMore) this.schedule(execution);
    return {};
  }

  #workflowTaskFailed(request: Message): Message {
    const held = this.#tasks.take(request);
    this.taskFailures.push(request.failure?.message ?? String(request.cause));
    if (held?.type !== 'Workflow') return {};
    const { execution } = held;
    execution.add('WORKFLOW_TASK_FAILED', {
      scheduledEventId: execution.task!.scheduled,
      startedEventId: execution.task!.started,
      cause: request.cause,
      failure: request.failure,
    });
    execution.task = undefined;
    execution.flush();
    // A server backs off; here the next attempt waits for time to move.
    this.time.set(`${execution.runId}/task`, 10_000, () => this.schedule(execution));
    return {};
  }

  #taskTimedOut(execution: Execution): void {
    execution.add('WORKFLOW_TASK_TIMED_OUT', {
      scheduledEventId: execution.task!.scheduled,
      startedEventId: execution.task!.started,
      timeoutType: 1,
    });
    execution.task = undefined;
    execution.flush();
    this.schedule(execution);
  }

  #activity(request: Message): ActivityTask {
    const held = this.#tasks.take(request);
    if (held?.type !== 'Activity') throw new Refusal('NOT_FOUND', 'activity task not found');
    return held.task;
  }

  /** Ends an activity with that event; its start is written with its end, as a server does it. */
  endActivity(task: ActivityTask, how: string, attributes: Message): void {
    const { execution } = task;
    execution.activities.delete(task.scheduled);
    this.time.clearAll(alarmOf(task));
    this.settle(execution, () => {
      const started = execution.add('ACTIVITY_TASK_STARTED', {
        scheduledEventId: task.scheduled,
        identity: 'worker',
        requestId: randomUUID(),
        attempt: task.attempt,
        ...(task.lastFailure && { lastFailure: task.lastFailure }),
      });
      execution.add(`ACTIVITY_TASK_${how}`, {
        scheduledEventId: task.scheduled,
        startedEventId: started.eventId,
        ...attributes,
      });
    });
  }

  #activityCompleted(request: Message): Message {
    this.endActivity(this.#activity(request), 'COMPLETED', { result: request.result });
    return {};
  }

  #activityCanceled(request: Message): Message {
    this.endActivity(this.#activity(request), 'CANCELED', { details: request.details });
    return {};
  }

  #activityFailed(request: Message): Message {
    const task = this.#activity(request);
    delete task.token;
    const { failure } = request;
    const delay = retryDelay(task, failure);
    const limit = milliseconds(task.attributes.scheduleToCloseTimeout);
    const isTooLate = limit > 0 && typeof delay === 'number' && this.time.now + delay > task.scheduledAt + limit;
    if (typeof delay === 'number' && !isTooLate) {
      task.lastFailure = failure;
      this.time.set(alarmOf(task), delay, () => this.queue(task));
      return {};
    }
    const retryState = typeof delay === 'number' ? 'RETRY_STATE_TIMEOUT' : delay;
    this.endActivity(task, 'FAILED', { failure, retryState: enumeration('RetryState')[retryState] });
    return {};
  }

  #heartbeat(request: Message): Message {
    const held = this.#tasks.held(request);
    if (held?.type !== 'Activity') throw new Refusal('NOT_FOUND', 'activity task not found');
    held.task.heartbeat = request.details;
    return { cancelRequested: held.task.cancelRequested === true };
  }

  #start(request: Message): Message {
    const open = this.executions.get(request.workflowId);
    if (open === undefined || open.closed !== undefined) return { runId: this.open(request).runId, started: true };
    const policies = enumeration('WorkflowIdConflictPolicy');
    if (request.workflowIdConflictPolicy === policies['WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING'])
      return { runId: open.runId, started: false };
    throw new Refusal('ALREADY_EXISTS', 'Workflow execution is already running');
  }

  #running({ workflowId, runId }: Message): Execution {
    const execution = this.execution(workflowId, runId);
    if (execution.closed !== undefined) throw new Refusal('NOT_FOUND', 'workflow execution already completed');
    return execution;
  }

  #signal(execution: Execution, { signalName, signalInput, input, identity }: Message): void {
    // Both signal requests name the workflow's and the signal's input differently.
    const given = signalInput ?? (signalName && input);
    this.settle(execution, () => execution.add('WORKFLOW_EXECUTION_SIGNALED', { signalName, input: given, identity }));
  }

  async #update(request: Message): Promise<Message> {
    const execution = this.#running(request.workflowExecution);
    const id = request.request.meta.updateId || randomUUID();
    const known = execution.updates.get(id);
    if (known !== undefined) return updated(execution, known);
    const meta = { ...request.request.meta, updateId: id };
    const update: Update = { id, request: { ...request.request, meta }, waiters: [] };
    execution.updates.set(id, update);
    execution.pendingUpdates.push(update);
    this.schedule(execution);
    return updated(execution, update);
  }

  async #history({ execution: { workflowId, runId }, waitNewEvent, historyEventFilterType }: Message) {
    const execution = this.execution(workflowId, runId);
    if (waitNewEvent) await execution.closing();
    const wantsClose = historyEventFilterType === 2;
    return { history: { events: wantsClose ? execution.events.slice(-1) : execution.events } };
  }

  #describe({ workflowId, runId }: Message) {
    const execution = this.execution(workflowId, runId);
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
}

async function updated(execution: Execution, update: Update): Promise<Message> {
  while (update.outcome === undefined && execution.closed === undefined)
    await new Promise<void>((resolve) => update.waiters.push(resolve));
  if (update.outcome === undefined) throw new Refusal('NOT_FOUND', 'workflow execution already completed');
  const stage = enumeration('UpdateWorkflowExecutionLifecycleStage');
  return {
    updateRef: {
      updateId: update.id,
      workflowExecution: { workflowId: execution.workflowId, runId: execution.runId },
    },
    outcome: update.outcome,
    stage: stage['UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED'],
  };
}

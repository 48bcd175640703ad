import { randomUUID } from 'node:crypto';
import { setTimeout as later } from 'node:timers/promises';
import type { Server } from '@grpc/grpc-js';
import { Execution } from './execution.ts';
import type { ActivityTask } from './execution.ts';
import { clientCalls } from './client-calls.ts';
import { Refusal, serve } from './protocol.ts';
import type { Message } from './protocol.ts';
import { alarmOf } from './retry.ts';
import { TaskQueues } from './task-queues.ts';
import { VirtualTime } from './virtual-time.ts';
import { workerCalls } from './worker-calls.ts';

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
    const answers = { ...workerCalls(this, this.#tasks), ...clientCalls(this, this.#tasks) };
    const { server, port } = await serve(answers, this.#port);
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
}

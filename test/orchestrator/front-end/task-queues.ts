import { randomUUID } from 'node:crypto';
import type { ActivityTask, Execution } from './execution.ts';
import { Refusal, packed, timestamp } from './protocol.ts';
import type { Call, Message } from './protocol.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a worker holds. */
export type InFlight =
  | { readonly type: 'Workflow'; readonly execution: Execution }
  | { readonly type: 'Activity'; readonly task: ActivityTask }
  | { readonly type: 'Query' };

/** What waits for a worker, the workers that wait, and what they hold. */
export class TaskQueues {
  readonly #time: VirtualTime;
  #workflowQueue: Execution[] = [];
  #activityQueue: ActivityTask[] = [];
  #queryQueue: { readonly execution: Execution; readonly query: Message; readonly token: string }[] = [];
  readonly #queries = new Map<string, { resolve: (answer: Message) => void; reject: (error: Error) => void }>();
  readonly #inFlight = new Map<string, InFlight>();
  #pollers: { workflow: ((task: Message) => void)[]; activity: ((task: Message) => void)[] } = {
    workflow: [],
    activity: [],
  };

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** Whether anything waits or is held. */
  get isBusy(): boolean {
    return this.#workflowQueue.length + this.#activityQueue.length + this.#queryQueue.length + this.#inFlight.size > 0;
  }

  addWorkflow(execution: Execution): void {
    this.#workflowQueue.push(execution);
    this.#pump();
  }

  addActivity(task: ActivityTask): void {
    this.#activityQueue.push(task);
    this.#pump();
  }

  removeActivity(task: ActivityTask): void {
    this.#activityQueue = this.#activityQueue.filter((other) => other !== task);
  }

  /** All that workers hold, which nobody holds any longer. */
  lose(): readonly InFlight[] {
    const lost = [...this.#inFlight.values()];
    this.#inFlight.clear();
    return lost;
  }

  /** The connections of those who wait are gone. */
  forgetPollers(): void {
    this.#pollers = { workflow: [], activity: [] };
  }

  /** What the worker holds under that token. */
  held({ taskToken }: Message): InFlight | undefined {
    return this.#inFlight.get(Buffer.from(taskToken).toString());
  }

  /** What the worker held under that token, and holds no longer. */
  take({ taskToken }: Message): InFlight | undefined {
    const token = Buffer.from(taskToken).toString();
    const held = this.#inFlight.get(token);
    this.#inFlight.delete(token);
    return held;
  }

  /** Waits for a task of that kind, for five seconds at most. */
  poll(kind: 'workflow' | 'activity', call: Call): Promise<Message> {
    return new Promise((resolve) => {
      this.#pollers[kind].push(resolve);
      const giveUp = () => {
        this.#pollers[kind] = this.#pollers[kind].filter((other) => other !== resolve);
        resolve({});
      };
      call.on('cancelled', giveUp);
      setTimeout(giveUp, 5000).unref();
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#pollers.workflow.length > 0 && this.#queryQueue.length + this.#workflowQueue.length > 0) {
      const give = this.#pollers.workflow.shift()!;
      const query = this.#queryQueue.shift();
      give(query ? this.#queryTask(query) : this.#workflowTask(this.#workflowQueue.shift()!));
    }
    while (this.#pollers.activity.length > 0 && this.#activityQueue.length > 0) {
      this.#pollers.activity.shift()!(this.#activityTask(this.#activityQueue.shift()!));
    }
  }

  #taskOf(execution: Execution, token: string): Message {
    return {
      taskToken: Buffer.from(token),
      workflowExecution: { workflowId: execution.workflowId, runId: execution.runId },
      workflowType: { name: execution.type },
      previousStartedEventId: execution.lastStarted,
      attempt: 1,
      history: { events: execution.events },
      workflowExecutionTaskQueue: { name: execution.queue },
      scheduledTime: timestamp(this.#time.now),
      startedTime: timestamp(this.#time.now),
    };
  }

  #workflowTask(execution: Execution): Message {
    const task = execution.task!;
    const token = randomUUID();
    task.started = execution.add('WORKFLOW_TASK_STARTED', {
      scheduledEventId: task.scheduled,
      identity: 'front end',
      requestId: token,
    }).eventId;
    this.#inFlight.set(token, { type: 'Workflow', execution });
    const messages = execution.pendingUpdates.splice(0).map((update) => ({
      id: `${update.id}/request`,
      protocolInstanceId: update.id,
      eventId: task.started! - 1,
      body: packed('temporal.api.update.v1.Request', update.request),
    }));
    return { ...this.#taskOf(execution, token), startedEventId: task.started, messages };
  }

  #queryTask({ execution, query, token }: { execution: Execution; query: Message; token: string }): Message {
    return { ...this.#taskOf(execution, token), startedEventId: execution.lastStarted, query };
  }

  #activityTask(task: ActivityTask): Message {
    const token = randomUUID();
    task.attempt += 1;
    task.token = token;
    this.#inFlight.set(token, { type: 'Activity', task });
    const { attributes, execution } = task;
    // The worker's core takes none of these for absent: zero is none.
    const zero = { seconds: 0 };
    return {
      taskToken: Buffer.from(token),
      workflowNamespace: 'default',
      workflowType: { name: execution.type },
      workflowExecution: { workflowId: execution.workflowId, runId: execution.runId },
      activityType: attributes.activityType,
      activityId: attributes.activityId,
      input: attributes.input,
      ...(task.heartbeat && { heartbeatDetails: task.heartbeat }),
      scheduledTime: timestamp(task.scheduledAt),
      currentAttemptScheduledTime: timestamp(this.#time.now),
      startedTime: timestamp(this.#time.now),
      attempt: task.attempt,
      scheduleToCloseTimeout: attributes.scheduleToCloseTimeout ?? zero,
      startToCloseTimeout: attributes.startToCloseTimeout ?? zero,
      heartbeatTimeout: attributes.heartbeatTimeout ?? zero,
      retryPolicy: attributes.retryPolicy,
    };
  }

  /** Asks the worker a query. */
  query(execution: Execution, query: Message): Promise<Message> {
    const token = `query/${randomUUID()}`;
    this.#inFlight.set(token, { type: 'Query' });
    this.#queryQueue.push({ execution, query, token });
    return new Promise((resolve, reject) => {
      this.#queries.set(token, { resolve, reject });
      this.#pump();
    });
  }

  /** Passes on what the worker answered. */
  queryAnswered(request: Message): Message {
    this.take(request);
    const asked = this.#queries.get(Buffer.from(request.taskToken).toString());
    if (request.completedType === 1) asked?.resolve({ queryResult: request.queryResult });
    else asked?.reject(new Refusal('INVALID_ARGUMENT', request.errorMessage ?? 'query failed'));
    return {};
  }
}

/** Answers a poll for work that there never is. */
export function pollForever(call: Call): Promise<Message> {
  return new Promise((resolve) => {
    call.on('cancelled', () => resolve({}));
    setTimeout(() => resolve({}), 5000).unref();
  });
}

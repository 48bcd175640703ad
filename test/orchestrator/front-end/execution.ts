import { randomUUID } from 'node:crypto';
import { enumeration, timestamp } from './protocol.ts';
import type { Message } from './protocol.ts';

const eventTypes = enumeration('EventType');

/** One execution of a workflow: its history, and what is under way for it. */
export class Execution {
  readonly workflowId: string;
  readonly runId = randomUUID();
  readonly type: string;
  readonly queue: string;
  readonly events: Message[] = [];
  readonly activities = new Map<number, ActivityTask>();
  readonly timers = new Map<string, number>();
  readonly children = new Map<string, Message>();
  readonly searchAttributes: Record<string, Message> = {};
  /** `COMPLETED`, `FAILED`, `CANCELED`, `TERMINATED`; undefined while it is open. */
  closed: string | undefined;
  startedAt: number;
  /** The workflow task that is scheduled or started. */
  task: { scheduled: number; started?: number } | undefined;
  lastStarted = 0;
  /** Set while the commands of a task are obeyed: the next task is scheduled after the last of them, as a server does it. */
  isObeying = false;
  /** Updates that the worker was not told of yet, and those that it knows. */
  pendingUpdates: Update[] = [];
  readonly updates = new Map<string, Update>();
  /** Who started it, where that was a workflow. */
  readonly parent: { readonly execution: Execution; readonly initiated: number } | undefined;
  #waiters: (() => void)[] = [];
  #buffer: (() => void)[] = [];
  readonly #now: () => number;

  constructor(request: Message, now: () => number, parent?: Execution['parent']) {
    this.workflowId = request.workflowId;
    this.type = request.workflowType.name;
    this.queue = request.taskQueue.name;
    this.parent = parent;
    this.#now = now;
    this.startedAt = now();
    this.add('WORKFLOW_EXECUTION_STARTED', {
      workflowType: request.workflowType,
      taskQueue: request.taskQueue,
      input: request.input,
      workflowTaskTimeout: { seconds: 10 },
      originalExecutionRunId: this.runId,
      firstExecutionRunId: this.runId,
      workflowId: this.workflowId,
      attempt: 1,
      ...(request.searchAttributes && { searchAttributes: request.searchAttributes }),
      ...(parent && {
        parentWorkflowExecution: { workflowId: parent.execution.workflowId, runId: parent.execution.runId },
        parentInitiatedEventId: parent.initiated,
      }),
    });
    Object.assign(this.searchAttributes, request.searchAttributes?.indexedFields ?? {});
  }

  /** Adds an event of that type to the history. */
  add(type: string, attributes: Message): Message {
    const name = type.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    const event = {
      eventId: this.events.length + 1,
      eventTime: timestamp(this.#now()),
      eventType: eventTypes[`EVENT_TYPE_${type}`],
      [`${name}EventAttributes`]: attributes,
    };
    this.events.push(event);
    for (const tell of this.#waiters.splice(0)) tell();
    return event;
  }

  /**
   * Adds events now, or once the workflow task that is under way has ended: a server never lets an event land inside a
   * started task, and a history in which one does cannot be replayed.
   */
  settle(add: () => void, scheduled: () => void): void {
    if (this.closed !== undefined) return;
    if (this.task?.started !== undefined) {
      this.#buffer.push(add);
      return;
    }
    add();
    scheduled();
  }

  /** Adds what was held back; says whether there was anything. */
  flush(): boolean {
    const held = this.#buffer.splice(0);
    if (this.closed === undefined) for (const add of held) add();
    return held.length > 0;
  }

  /** Resolves once it is closed. */
  async closing(): Promise<void> {
    while (this.closed === undefined) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** The types of its events, without `EVENT_TYPE_`, in short. */
  get summary(): readonly string[] {
    const names = Object.fromEntries(Object.entries(eventTypes).map(([name, value]) => [value, name]));
    return this.events.map(({ eventType }) => String(names[eventType]).replace('EVENT_TYPE_', ''));
  }
}

/** An activity that is scheduled. */
export interface ActivityTask {
  readonly execution: Execution;
  readonly attributes: Message;
  readonly scheduled: number;
  readonly scheduledAt: number;
  attempt: number;
  /** Set while a worker has it. */
  token?: string;
  cancelRequested?: boolean;
  heartbeat?: Message;
  lastFailure?: Message;
}

/** An update, from its request to its outcome. */
export interface Update {
  readonly id: string;
  readonly request: Message;
  accepted?: number;
  outcome?: Message;
  readonly waiters: (() => void)[];
}

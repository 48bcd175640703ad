import { obey } from './commands.ts';
import type { ActivityTask } from './execution.ts';
import type { FrontEnd } from './front-end.ts';
import { Refusal, enumeration, milliseconds } from './protocol.ts';
import type { Call, Message } from './protocol.ts';
import { alarmOf, retryDelay } from './retry.ts';
import { pollForever } from './task-queues.ts';
import type { TaskQueues } from './task-queues.ts';

/** What a worker asks for and reports. */
export function workerCalls(frontEnd: FrontEnd, tasks: TaskQueues) {
  const activity = (request: Message): ActivityTask => {
    const held = tasks.take(request);
    if (held?.type !== 'Activity') throw new Refusal('NOT_FOUND', 'activity task not found');
    return held.task;
  };
  return {
    shutdownWorker: () => ({}),
    recordWorkerHeartbeat: () => ({}),
    pollWorkflowTaskQueue: (_: Message, call: Call) => tasks.poll('workflow', call),
    pollActivityTaskQueue: (_: Message, call: Call) => tasks.poll('activity', call),
    pollNexusTaskQueue: (_: Message, call: Call) => pollForever(call),
    respondWorkflowTaskCompleted: (request: Message) => workflowTaskCompleted(frontEnd, tasks, request),
    respondWorkflowTaskFailed: (request: Message) => workflowTaskFailed(frontEnd, tasks, request),
    respondQueryTaskCompleted: (request: Message) => tasks.queryAnswered(request),
    respondActivityTaskCompleted: (request: Message) => {
      frontEnd.endActivity(activity(request), 'COMPLETED', { result: request.result });
      return {};
    },
    respondActivityTaskFailed: (request: Message) => activityFailed(frontEnd, activity(request), request),
    respondActivityTaskCanceled: (request: Message) => {
      frontEnd.endActivity(activity(request), 'CANCELED', { details: request.details });
      return {};
    },
    recordActivityTaskHeartbeat: (request: Message) => {
      const held = tasks.held(request);
      if (held?.type !== 'Activity') throw new Refusal('NOT_FOUND', 'activity task not found');
      held.task.heartbeat = request.details;
      return { cancelRequested: held.task.cancelRequested === true };
    },
  };
}

function workflowTaskCompleted(frontEnd: FrontEnd, tasks: TaskQueues, request: Message): Message {
  // As the real server: WORKER_DEPLOYMENT is 2 of both enumerations.
  if (request.versioningBehavior && request.deploymentOptions?.workerVersioningMode !== 2)
    throw new Refusal('INVALID_ARGUMENT', 'versioning behavior cannot be specified without deployment options');
  const held = tasks.take(request);
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
  const asksForTask = obey(frontEnd, execution, request, eventId);
  execution.isObeying = false;
  const hasMore = execution.flush() || asksForTask || execution.pendingUpdates.length > 0;
  if (hasMore) frontEnd.schedule(execution);
  return {};
}

function workflowTaskFailed(frontEnd: FrontEnd, tasks: TaskQueues, request: Message): Message {
  const held = tasks.take(request);
  frontEnd.taskFailures.push(request.failure?.message ?? String(request.cause));
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
  frontEnd.time.set(`${execution.runId}/task`, 10_000, () => frontEnd.schedule(execution));
  return {};
}

function activityFailed(frontEnd: FrontEnd, task: ActivityTask, { failure }: Message): Message {
  delete task.token;
  const delay = retryDelay(task, failure);
  const limit = milliseconds(task.attributes.scheduleToCloseTimeout);
  const isTooLate = limit > 0 && typeof delay === 'number' && frontEnd.time.now + delay > task.scheduledAt + limit;
  if (typeof delay === 'number' && !isTooLate) {
    task.lastFailure = failure;
    frontEnd.time.set(alarmOf(task), delay, () => frontEnd.queue(task));
    return {};
  }
  const retryState = typeof delay === 'number' ? 'RETRY_STATE_TIMEOUT' : delay;
  frontEnd.endActivity(task, 'FAILED', { failure, retryState: enumeration('RetryState')[retryState] });
  return {};
}

import type { FrontEnd } from './front-end.ts';
import type { ActivityTask, Execution } from './execution.ts';
import { enumeration, milliseconds, unpacked } from './protocol.ts';
import type { Message } from './protocol.ts';

/** Does a command; true where the workflow has to hear of it at once. */
type Obeyed = (frontEnd: FrontEnd, execution: Execution, attributes: Message, completed: number) => boolean | void;

const names = Object.fromEntries(Object.entries(enumeration('CommandType')).map(([name, value]) => [value, name]));

/** Does what a completed workflow task commands, in its order; says whether the workflow has to hear of something at once. */
export function obey(
  frontEnd: FrontEnd,
  execution: Execution,
  { commands, messages }: Message,
  completed: number,
): boolean {
  let asksForTask = false;
  const waiting = new Map<string, Message>((messages ?? []).map((message: Message) => [message.id, message]));
  for (const command of commands ?? []) {
    const name = String(names[command.commandType]).replace('COMMAND_TYPE_', '');
    const field = name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    const attributes = command[`${field}CommandAttributes`];
    if (name === 'PROTOCOL_MESSAGE') {
      const message = waiting.get(attributes.messageId);
      waiting.delete(attributes.messageId);
      if (message !== undefined) spoken(execution, message);
      continue;
    }
    const obeyed = table[name];
    if (obeyed === undefined) throw new Error(`the front end does not know the command ${name}`);
    if (obeyed(frontEnd, execution, attributes, completed) === true) asksForTask = true;
  }
  // Rejections come without a command.
  for (const message of waiting.values()) spoken(execution, message);
  return asksForTask;
}

const table: Readonly<Record<string, Obeyed>> = {
  SCHEDULE_ACTIVITY_TASK: (frontEnd, execution, attributes, completed) => {
    const { eventId } = execution.add('ACTIVITY_TASK_SCHEDULED', {
      ...attributes,
      workflowTaskCompletedEventId: completed,
    });
    const { now } = frontEnd.time;
    const task: ActivityTask = { execution, attributes, scheduled: eventId, scheduledAt: now, attempt: 0 };
    execution.activities.set(eventId, task);
    frontEnd.queue(task);
  },
  REQUEST_CANCEL_ACTIVITY_TASK: (frontEnd, execution, { scheduledEventId }, completed) => {
    const scheduled = Number(scheduledEventId);
    const { eventId } = execution.add('ACTIVITY_TASK_CANCEL_REQUESTED', {
      scheduledEventId: scheduled,
      workflowTaskCompletedEventId: completed,
    });
    const task = execution.activities.get(scheduled);
    if (task === undefined) return false;
    task.cancelRequested = true;
    if (!frontEnd.unqueue(task)) return false;
    // Between two attempts nobody is at it: it is cancelled on the spot.
    execution.activities.delete(scheduled);
    execution.add('ACTIVITY_TASK_CANCELED', { scheduledEventId: scheduled, latestCancelRequestedEventId: eventId });
    return true;
  },
  START_TIMER: (frontEnd, execution, attributes, completed) => {
    const { timerId, startToFireTimeout } = attributes;
    const { eventId } = execution.add('TIMER_STARTED', { ...attributes, workflowTaskCompletedEventId: completed });
    execution.timers.set(timerId, eventId);
    frontEnd.time.set(`${execution.runId}/timer-${timerId}/`, milliseconds(startToFireTimeout), () => {
      frontEnd.settle(execution, () => execution.add('TIMER_FIRED', { timerId, startedEventId: eventId }));
    });
  },
  CANCEL_TIMER: (frontEnd, execution, { timerId }, completed) => {
    frontEnd.time.clear(`${execution.runId}/timer-${timerId}/`);
    const startedEventId = execution.timers.get(timerId);
    execution.add('TIMER_CANCELED', { timerId, startedEventId, workflowTaskCompletedEventId: completed });
  },
  COMPLETE_WORKFLOW_EXECUTION: closes('COMPLETED'),
  FAIL_WORKFLOW_EXECUTION: closes('FAILED'),
  CANCEL_WORKFLOW_EXECUTION: closes('CANCELED'),
  RECORD_MARKER: (_, execution, attributes, completed) => {
    execution.add('MARKER_RECORDED', { ...attributes, workflowTaskCompletedEventId: completed });
  },
  UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: (_, execution, attributes, completed) => {
    Object.assign(execution.searchAttributes, attributes.searchAttributes?.indexedFields ?? {});
    execution.add('UPSERT_WORKFLOW_SEARCH_ATTRIBUTES', { ...attributes, workflowTaskCompletedEventId: completed });
  },
  START_CHILD_WORKFLOW_EXECUTION: (frontEnd, execution, attributes, completed) => {
    const { workflowId, workflowType, namespace } = attributes;
    const { eventId: initiated } = execution.add('START_CHILD_WORKFLOW_EXECUTION_INITIATED', {
      ...attributes,
      workflowTaskCompletedEventId: completed,
    });
    const open = frontEnd.executions.get(workflowId);
    if (open !== undefined && open.closed === undefined) {
      execution.add('START_CHILD_WORKFLOW_EXECUTION_FAILED', {
        namespace,
        workflowId,
        workflowType,
        cause: 1,
        initiatedEventId: initiated,
      });
    } else {
      const child = frontEnd.open(attributes, { execution, initiated });
      const started = execution.add('CHILD_WORKFLOW_EXECUTION_STARTED', {
        namespace,
        initiatedEventId: initiated,
        workflowExecution: { workflowId, runId: child.runId },
        workflowType,
      });
      execution.children.set(workflowId, { startedEventId: started.eventId });
    }
    return true;
  },
};

function closes(how: string): Obeyed {
  return (frontEnd, execution, attributes, completed) => {
    frontEnd.close(execution, how, { ...attributes, workflowTaskCompletedEventId: completed });
  };
}

/** What the worker says about an update: accepted, rejected, or done. */
function spoken(execution: Execution, { protocolInstanceId, body }: Message): void {
  const { type, message } = unpacked(body);
  const update = execution.updates.get(protocolInstanceId);
  if (update === undefined) return;
  switch (type) {
    case 'temporal.api.update.v1.Acceptance':
      update.accepted = execution.add('WORKFLOW_EXECUTION_UPDATE_ACCEPTED', {
        protocolInstanceId,
        acceptedRequestMessageId: message.acceptedRequestMessageId,
        acceptedRequestSequencingEventId: message.acceptedRequestSequencingEventId,
        acceptedRequest: message.acceptedRequest,
      }).eventId;
      return;
    case 'temporal.api.update.v1.Rejection':
      update.outcome = { failure: message.failure };
      break;
    case 'temporal.api.update.v1.Response':
      execution.add('WORKFLOW_EXECUTION_UPDATE_COMPLETED', {
        meta: message.meta,
        acceptedEventId: update.accepted,
        outcome: message.outcome,
      });
      update.outcome = message.outcome;
      break;
    default:
      throw new Error(`the front end does not know the message ${type}`);
  }
  for (const tell of update.waiters.splice(0)) tell();
}

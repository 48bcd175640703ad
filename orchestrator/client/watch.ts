import { setTimeout as later } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { WorkflowStatus } from '../contract/training-run.ts';
import { status } from '../workflows/messages.ts';

/** Tells each change of a workflow until it is closed; gives how it ended. */
export async function watch(client: Client, id: string, tell: (line: string) => void): Promise<string> {
  const handle = client.workflow.getHandle(id);
  let last = '';
  for (;;) {
    const { status: state } = await handle.describe();
    const line = lineOf(await handle.query(status));
    if (line !== last) tell(line);
    last = line;
    if (state.name !== 'RUNNING') return state.name;
    await later(2000);
  }
}

function lineOf({ phase, details, deadline }: WorkflowStatus): string {
  return `${phase}${deadline === undefined ? '' : ` (until ${deadline})`}: ${details}`;
}

import { parseArgs } from 'node:util';
import { hostname, userInfo } from 'node:os';
import type { Client } from '@temporalio/client';
import { auditText, jsonLines } from '../audit/records.ts';
import { taskQueue, workflowId } from '../contract/identity.ts';
import { approve, extendDeadline, rollBack } from '../workflows/messages.ts';
import type { trainingRun } from '../workflows/training-run.ts';
import { connect } from './connection.ts';
import { auditOf } from './history.ts';
import { parseManifest } from './manifest.ts';
import { retrainSchedule } from './schedule.ts';
import { watch } from './watch.ts';

interface Ask {
  readonly client: Client;
  /** Namespace and name, or nothing where the manifest says them. */
  readonly run: string;
  readonly options: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readonly input: () => Promise<string>;
  readonly print: (text: string) => void;
}

/** What can be asked of workflows, by its word; each gives the exit code. */
const commands: Readonly<Record<string, (ask: Ask) => Promise<number>>> = {
  start: async ({ client, input, print }) => {
    const manifest = parseManifest(JSON.parse(await input()));
    const id = workflowId(manifest.metadata);
    await client.workflow.start<typeof trainingRun>('trainingRun', {
      workflowId: id,
      taskQueue,
      args: [{ manifest }],
      workflowIdConflictPolicy: 'FAIL',
    });
    print(`${id} has begun\n`);
    return 0;
  },
  schedule: async ({ client, input, options, print }) => {
    const manifest = parseManifest(JSON.parse(await input()));
    const schedule = await client.schedule.create(retrainSchedule(manifest, required(options, 'cron')));
    print(`${schedule.scheduleId} is scheduled\n`);
    return 0;
  },
  watch: async ({ client, run, print }) => {
    const end = await watch(client, idOf(run), (line) => print(`${line}\n`));
    print(`${end}\n`);
    return end === 'COMPLETED' ? 0 : 1;
  },
  approve: async ({ client, run, options, print }) => {
    const { by, reason } = await client.workflow
      .getHandle(idOf(run))
      .executeUpdate(approve, { args: [decision(options)] });
    print(`approved by ${by}: ${reason}\n`);
    return 0;
  },
  rollback: async ({ client, run, options, print }) => {
    const { by, reason } = await client.workflow
      .getHandle(idOf(run))
      .executeUpdate(rollBack, { args: [decision(options)] });
    print(`rolled back by ${by}: ${reason}\n`);
    return 0;
  },
  extend: async ({ client, run, options, print }) => {
    const seconds = Number(required(options, 'seconds'));
    const handle = client.workflow.getHandle(idOf(run));
    print(`waits until ${await handle.executeUpdate(extendDeadline, { args: [{ ...decision(options), seconds }] })}\n`);
    return 0;
  },
  history: async ({ client, run, options, print }) => {
    const records = await auditOf(client, idOf(run));
    print(options['format'] === 'jsonl' ? jsonLines(records) : auditText(records));
    return 0;
  },
};

/** Does what the arguments ask; throws what went wrong. */
export async function command(
  args: readonly string[],
  { input, print }: Pick<Ask, 'input' | 'print'>,
): Promise<number> {
  const [word = '', ...rest] = args;
  const asked = commands[word];
  if (asked === undefined) throw new Error(`cannot ${word}: it is one of ${Object.keys(commands).join(', ')}`);
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: rest,
    allowPositionals: true,
    options: { by: text, reason: text, seconds: text, cron: text, format: text },
  });
  const client = await connect(process.env, `${userInfo().username}@${hostname()}`);
  try {
    return await asked({ client, run: positionals[0] ?? '', options: values, input, print });
  } catch (error) {
    throw withCause(error);
  } finally {
    await client.connection.close();
  }
}

function decision(options: Ask['options']) {
  return { by: options['by'] ?? userInfo().username, reason: required(options, 'reason') };
}

function required(options: Ask['options'], name: string): string {
  const value = options[name];
  if (value === undefined || value === '') throw new Error(`cannot go on without --${name}`);
  return value;
}

function idOf(run: string): string {
  const [namespace = '', name = '', ...rest] = run.includes('/') ? run.split('/') : ['default', run];
  if (namespace === '' || name === '' || rest.length > 0) throw new Error(`cannot find ${run}: name it NAMESPACE/NAME`);
  return workflowId({ namespace, name });
}

/** What a workflow refuses is said in the cause. */
function withCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  return error.cause instanceof Error ? error.cause : error;
}

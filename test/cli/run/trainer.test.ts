import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitMeaning } from '../../../cli/run/exit.ts';
import { runTrainer } from '../../../cli/run/trainer.ts';

// Processes start slowly on a machine that does other things too.
jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainer-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A trainer for tests: a program that does what its text says. */
function program(name: string, text: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return path;
}

test('the trainer gets exactly the variables, and its exit code is passed on', async () => {
  const seen = join(folder, 'seen.json');
  const path = program(
    'environment',
    `import { writeFileSync } from 'node:fs'; writeFileSync(process.env.SEEN, JSON.stringify(process.env)); process.exit(65);`,
  );
  expect(
    await runTrainer(
      path,
      new Map([
        ['SEEN', seen],
        ['A', '1'],
      ]),
    ),
  ).toBe(65);
  // macOS adds a variable of its own to every process.
  const { __CF_USER_TEXT_ENCODING: _, ...variables } = JSON.parse(readFileSync(seen, 'utf8')) as Record<string, string>;
  expect(variables).toEqual({ SEEN: seen, A: '1' });
});

test('Ctrl-C reaches it as SIGTERM, so that it can save and end with 42', async () => {
  const ready = join(folder, 'ready');
  const path = program(
    'saving',
    `import { writeFileSync } from 'node:fs';
     process.on('SIGTERM', () => process.exit(42));
     process.on('SIGINT', () => process.exit(1));
     setInterval(() => {}, 1000);
     writeFileSync(process.env.READY, '');`,
  );
  const stop = new AbortController();
  const written = watch(folder, { signal: stop.signal });
  const ended = runTrainer(path, new Map([['READY', ready]]));
  for await (const { filename } of written) if (filename === 'ready') break;
  process.emit('SIGINT', 'SIGINT');
  expect(await ended).toBe(42);
  stop.abort();
});

test('a trainer that is killed ends with the signal’s code, as a shell has it', async () => {
  expect(await runTrainer(program('killed', `process.kill(process.pid, 'SIGKILL');`), new Map())).toBe(137);
});

test.each([
  [42, /--resume/],
  [64, /recipe or a hyperparameter/],
  [69, /accelerator/],
  [78, /contract/],
])('an end with %d is explained', (code, want) => {
  expect(exitMeaning(code, 'crosstrain run examples/first-run')).toMatch(want);
});

test.each([0, 1, 137])('an end with %d needs no words', (code) => {
  expect(exitMeaning(code, '')).toBeUndefined();
});

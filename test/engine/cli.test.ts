import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { listAt, stringAt } from '../../api/json.ts';
import { startFunction } from '../../cli/function/function-process.ts';
import { isComposite } from '../../cli/sources/package.ts';
import { keyOf, parseObject } from '../../simulator/object.ts';
import { tools } from './tools.ts';
import type { RunningFunction } from '../../cli/function/function-process.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const examples = readdirSync(`${root}examples`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

let running: RunningFunction;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crosstrain-cli-'));
  // What the README calls by its name is the CLI.
  symlinkSync(tools().cli, join(folder, 'crossplane'));
  running = await startFunction(`${root}dist/function.mjs`);
});
afterAll(() => {
  running.stop();
  rmSync(folder, { recursive: true });
});

/** Runs a line as a reader of the README would, from the top of the repository; rejects with what it writes to standard error. */
function shell(line: string): Promise<string> {
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    CROSSPLANE: tools().binary,
    HOME: folder,
  };
  return new Promise((resolve, reject) => {
    const child = execFile(
      '/bin/sh',
      ['-c', line],
      { cwd: root, env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${line}: ${stderr}${stdout}`));
      },
    );
    child.stdin?.end();
  });
}

/** The lines of the example's README that render, each with this test's function for the one that it has the reader start. */
function renderLines(name: string): readonly string[] {
  const lines =
    readFileSync(`${root}examples/${name}/README.md`, 'utf8').match(/^crossplane composition render .*$/gm) ?? [];
  const target = `--function-annotations=render.crossplane.io/runtime-development-target=${running.address}`;
  return lines.map((line) => `${line} ${target}`);
}

/** Every object that the example's lines render. */
async function rendered(name: string, ...flags: readonly string[]): Promise<readonly KubernetesObject[]> {
  const texts = await Promise.all(renderLines(name).map((line) => shell([line, ...flags].join(' '))));
  return texts.flatMap((text) =>
    parseAllDocuments(text).map((document) => {
      const object = parseObject(document.toJS());
      if (typeof object === 'string') throw new Error(`cannot read what examples/${name} renders: ${object}`);
      return object;
    }),
  );
}

function compositesOf(name: string): readonly string[] {
  const files = readdirSync(`${root}examples/${name}`).filter((file) => file.endsWith('.yaml'));
  const documents = files.flatMap((file) => parseAllDocuments(readFileSync(`${root}examples/${name}/${file}`, 'utf8')));
  const objects = documents.map((document) => parseObject(document.toJS()));
  return objects.flatMap((object) =>
    typeof object !== 'string' && isComposite(object) ? [`${object.kind} ${object.metadata.name}`] : [],
  );
}

describe.each(examples)('examples/%s', (name) => {
  test('each composite renders by a line of the README, with the real CLI and no Docker', async () => {
    const objects = await rendered(name);
    const own = objects.filter((object) => isComposite(object) && keyOf(object) === '');
    const composites = own.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(composites.sort()).toEqual([...compositesOf(name)].sort());
    expect(objects.filter((object) => !isComposite(object) && keyOf(object) === '')).toEqual([]);
  });

  test('what it renders is valid against definitions and CRDs, by crossplane resource validate', async () => {
    const objects = await rendered(name, '--include-full-xr');
    const judged = await validated(objects);
    expect(judged).toEqual(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}: valid`));
  });
});

// Of Kubernetes' own kinds the CLI knows the fields and their types, and no more than that: whether a Job, a Service or a
// NetworkPolicy makes sense is judged by the API server, in the cluster tier.
describe('crossplane resource validate refuses', () => {
  const run = {
    apiVersion: 'crosstrain.dev/v1alpha1',
    kind: 'TrainingRun',
    metadata: { name: 'digits', namespace: 'team' },
  };
  const trainer = { recipe: 'digits-cnn' };
  test.each([
    ['an unknown field of a run', { ...run, spec: { trainer, acelerator: {} } }, 'unknown field: \\"acelerator\\"'],
    [
      'a run against a rule',
      { ...run, spec: { trainer: { ...trainer, image: 'registry.example.com/a' } } },
      'exactly one of recipe, module and image must be set',
    ],
    [
      'an unknown field of a Job',
      { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' }, spec: { paralellism: 2 } },
      'unknown field \\"spec.paralellism\\"',
    ],
    [
      'a kind that nothing describes',
      { apiVersion: 'example.org/v1', kind: 'Unknown', metadata: { name: 'a' } },
      'could not validate all resources, schema(s) missing',
    ],
  ])('%s', async (_what, object, message) => {
    await expect(validated([object])).rejects.toThrow(message);
  });
});

/** What the CLI says of each object, offline; rejects where it ends with an error. */
async function validated(objects: readonly object[]): Promise<readonly string[]> {
  const file = join(folder, 'objects.yaml');
  writeFileSync(file, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const definitions = readdirSync(`${root}package/apis`).map((plural) => `package/apis/${plural}/definition.yaml`);
  const schemas = [...definitions, 'test/crds'].join(',');
  const options = `--crossplane-image="" --error-on-missing-schemas --cache-dir=${folder}/cache --output=json`;
  const said: unknown = JSON.parse(await shell(`crossplane resource validate ${schemas} ${file} ${options}`));
  return listAt(said, 'resources').map((result) =>
    [stringAt(result, 'kind'), ' ', stringAt(result, 'name'), ': ', stringAt(result, 'status')].join(''),
  );
}

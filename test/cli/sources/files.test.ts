import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readObjects, readSources } from '../../../cli/sources/files.ts';

let folder: string;
const object = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'));
  const files: Readonly<Record<string, string>> = {
    'some/run.yaml': `${object('run')}---\n---\n${object('second')}`,
    'some/policy.yaml': object('policy'),
    'some/code.yml': object('code'),
    'some/notes.txt': 'not read',
    'lonely/run.yaml': object('lonely'),
    'list/all.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'A', metadata: { name: 'a' } }],
    }),
    'broken/run.yaml': 'a: [1\n',
    'nameless/run.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
    'scalar/run.yaml': 'just a text\n',
    'empty/readme.md': '',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const names = (path: string) => readSources(join(folder, path)).objects.map(({ metadata }) => metadata.name);

test('a folder is read whole, the run first', () => {
  expect(names('some')).toEqual(['run', 'second', 'code', 'policy']);
});

test('a file brings the policy beside it', () => {
  expect(names('some/run.yaml')).toEqual(['run', 'second', 'policy']);
  expect(names('lonely/run.yaml')).toEqual(['lonely']);
  expect(names('some/policy.yaml')).toEqual(['policy']);
});

test('the title names what was read', () => {
  expect(readSources(join(folder, 'some')).title).toBe(`${join(folder, 'some/run.yaml')} with code.yml, policy.yaml`);
  expect(readSources(join(folder, 'lonely/run.yaml')).title).toBe(join(folder, 'lonely/run.yaml'));
});

test('objects are taken out of a List, as kubectl prints them', () => {
  expect(readObjects(join(folder, 'list/all.json')).map(({ kind }) => kind)).toEqual(['A']);
});

test.each([
  ['what is not there', 'nowhere', /^cannot read .*nowhere: there is no such file or folder$/],
  ['a folder without YAML', 'empty', /^cannot read .*empty: the folder has no \.yaml, \.yml or \.json file$/],
  ['a file that is no YAML, with the place', 'broken/run.yaml', /^cannot read .*broken\/run\.yaml:2:1: /],
  [
    'an object without a name',
    'nameless/run.yaml',
    /nameless\/run\.yaml:1: no Kubernetes object, metadata\.name is missing$/,
  ],
  ['something that is no object', 'scalar/run.yaml', /scalar\/run\.yaml:1: no Kubernetes object, it is not an object$/],
])('refused: %s', (_reason, path, want) => {
  expect(() => readSources(join(folder, path))).toThrow(want);
});

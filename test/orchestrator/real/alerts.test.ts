import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { listAt, recordAt, stringAt } from '../../../api/json.ts';
import { failureTypes } from '../../../orchestrator/contract/failures.ts';

const folder = mkdtempSync(join(tmpdir(), 'crosstrain-alerts-'));
let spec: Readonly<Record<string, unknown>>;
beforeAll(() => {
  const text = readFileSync(new URL('../../../orchestrator/deploy/alerts.yaml', import.meta.url), 'utf8');
  const documents = parseAllDocuments(text).map((document): unknown => document.toJS());
  spec = recordAt(
    documents.find((document) => stringAt(document, 'kind') === 'PrometheusRule'),
    'spec',
  );
  writeFileSync(join(folder, 'rules.yaml'), stringify(spec));
  copyFileSync(new URL('alerts.yaml', import.meta.url), join(folder, 'alerts.yaml'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function promtool(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.env['PROMTOOL'] ?? 'promtool', args, {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

test('the alert rules are rules to Prometheus itself', () => {
  const { status, said } = promtool('check', 'rules', '--lint=all', '--lint-fatal', 'rules.yaml');
  expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining('SUCCESS: 3 rules found') });
});

test('each alert is raised when it should be, and not before', () => {
  const { status, said } = promtool('test', 'rules', 'alerts.yaml');
  expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining('SUCCESS') });
});

test('each alert names a section of the runbook', () => {
  const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
  const named = listAt(spec, 'groups')
    .flatMap((group) => listAt(group, 'rules'))
    .map((rule) => /^docs\/runbook\.md, (\w+)$/.exec(stringAt(rule, 'annotations', 'description') ?? '')?.[1] ?? '');
  expect(named.filter((name) => !(name in failureTypes) || !runbook.includes(`### ${name}\n`))).toEqual([]);
});

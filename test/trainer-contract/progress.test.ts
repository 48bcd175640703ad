import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { Progress } from '../../api/trainer-contract/progress.ts';
import { progress } from '../../function/observe/progress.ts';
import { progressReporter, type ProgressNow } from '../../trainer-image/src/metrics/progress.ts';
import { patchProgressConfigMap } from '../../trainer-image/src/metrics/progress-configmap.ts';
import { temporaryFolders } from '../trainer-image/temporary-folder.ts';

const temporaryFolder = temporaryFolders();
let server: Server | undefined;

afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** An API server with one ConfigMap, which it changes as a merge patch says. */
async function apiServer() {
  let configMap: Readonly<Record<string, unknown>> = { apiVersion: 'v1', kind: 'ConfigMap' };
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      configMap = { ...configMap, ...(JSON.parse(body) as object) };
      response.writeHead(200).end('{}');
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const credentials = join(temporaryFolder(), 'serviceaccount');
  mkdirSync(credentials);
  writeFileSync(join(credentials, 'token'), 'token');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { api: { url, credentials }, now: () => configMap };
}

const at = '2026-01-01T12:00:00.000Z';
const training = { phase: 'Training', step: 1310, totalSteps: 4400 } as const;
const reports: readonly { because: string; report: ProgressNow }[] = [
  { because: 'it begins', report: { phase: 'Starting', step: 0, totalSteps: 0 } },
  { because: 'it trains', report: training },
  {
    because: 'all is known',
    report: {
      ...training,
      loss: 0.12,
      examplesPerSecond: 5400.5,
      etaSeconds: 18,
      checkpointStep: 1100,
      backend: 'wasm',
    },
  },
  { because: 'it tests', report: { ...training, phase: 'Evaluating' } },
  { because: 'it has ended', report: { ...training, phase: 'Succeeded', metrics: { accuracy: 0.986, loss: 0.04 } } },
  { because: 'it cannot go on', report: { ...training, phase: 'Failed', message: 'cannot read the data: none' } },
];

test.each(reports)(
  'the function reads from the ConfigMap what the trainer reports, all of it: $because',
  async ({ report }) => {
    const { api, now } = await apiServer();
    const warnings: string[] = [];
    const reporter = progressReporter({
      now: () => new Date(at),
      warn: (sentence) => warnings.push(sentence),
      write: (document) => patchProgressConfigMap({ namespace: 'team-vision', name: 'digits-progress' }, document, api),
    });
    reporter.report(report);
    await reporter.settled();
    expect(warnings).toEqual([]);
    expect(progress(now())).toEqual({ ...report, updatedAt: at } satisfies Progress);
  },
);

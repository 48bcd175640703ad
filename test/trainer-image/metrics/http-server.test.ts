import { afterEach, expect, test } from '@jest/globals';
import { gauges } from '../../../trainer-image/src/metrics/gauges.ts';
import { serveMetrics, type MetricsServer } from '../../../trainer-image/src/metrics/http-server.ts';
import { plan } from '../plan.ts';

let server: MetricsServer | undefined;

afterEach(() => server?.close());

async function answerTo(path: string, init: RequestInit = {}): Promise<{ status: number; body: string }> {
  const response = await fetch(`http://127.0.0.1:${server?.port}${path}`, init);
  return { status: response.status, body: await response.text() };
}

test('metrics are served as Prometheus reads them, health beside them, and nothing else', async () => {
  const shown = gauges({ name: 'digits', namespace: 'team-vision' });
  server = await serveMetrics(0, shown.registry);
  shown.started(plan);
  shown.stepped({ step: 7, loss: 0.5, learningRate: 0.005 });
  shown.rate(1000);
  shown.measured({ accuracy: 0.9 });
  shown.saved(5, 0.25);
  const { status, body } = await answerTo('/metrics');
  const run = 'run="digits",run_namespace="team-vision"';
  expect(status).toBe(200);
  expect(body.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    `crosstrain_training_backend_info{backend="wasm",device="SIMD, 1 thread",${run}} 1`,
    `crosstrain_training_total_steps{${run}} 440`,
    `crosstrain_training_corrupt_records{${run}} 0`,
    `crosstrain_training_step{${run}} 7`,
    `crosstrain_training_loss{${run}} 0.5`,
    `crosstrain_training_learning_rate{${run}} 0.005`,
    `crosstrain_training_examples_per_second{${run}} 1000`,
    `crosstrain_training_metric{name="accuracy",${run}} 0.9`,
    `crosstrain_training_checkpoint_step{${run}} 5`,
    `crosstrain_training_checkpoint_seconds{${run}} 0.25`,
  ]);
  expect(await answerTo('/healthz')).toEqual({ status: 200, body: 'ok\n' });
  expect(await answerTo('/')).toEqual({ status: 404, body: 'there are /metrics and /healthz\n' });
  expect(await answerTo('/metrics', { method: 'POST' })).toMatchObject({ status: 404 });
});

test('a port that is taken ends the process with a sentence', async () => {
  const { registry } = gauges({ name: 'digits', namespace: 'team-vision' });
  server = await serveMetrics(0, registry);
  await expect(serveMetrics(server.port, registry)).rejects.toMatchObject({
    reason: 'configuration',
    message: expect.stringContaining(`cannot listen on port ${server.port} for metrics: listen EADDRINUSE`),
  });
});

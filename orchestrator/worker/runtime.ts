import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';

/**
 * Sets up what all of the process shares: logs as JSON lines with workflow and run ids, and one endpoint for Temporal's
 * metrics and ours. Call it before anything else of the SDK, and once.
 */
export function installRuntime(metricsAddress: string): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', logLine),
    shutdownSignals: ['SIGINT', 'SIGTERM'],
    telemetryOptions: {
      logging: { forward: {}, filter: 'WARN' },
      metrics: {
        prometheus: {
          bindAddress: metricsAddress,
          // Prometheus' own naming rules: _total on counters, units in names, seconds.
          countersTotalSuffix: true,
          unitSuffix: true,
          useSecondsForDurations: true,
        },
      },
    },
  });
}

function logLine({ level, message, timestampNanos, meta }: LogEntry): void {
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const { error, ...rest } = meta ?? {};
  const words = error === undefined ? {} : { error: error instanceof Error ? error.message : String(error) };
  process.stdout.write(`${JSON.stringify({ time, level, message, ...rest, ...words })}\n`);
}

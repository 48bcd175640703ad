import { printOffers } from './offers.ts';
import { runFunction } from './run-function.ts';
import { parseFlags } from './server/flags.ts';
import type { ServerOptions } from './server/flags.ts';
import { createLog } from './server/log.ts';
import { startServer } from './server/server.ts';

/** The kubelet kills a pod 30 seconds after it asked it to end. */
const drainSeconds = 20;

async function serve(options: ServerOptions): Promise<void> {
  const log = createLog(options);
  const server = await startServer(options, runFunction, log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'draining');
      void server.stop(drainSeconds).then((outcome) => log.info({ outcome }, 'stopped'));
    });
  }
  log.info(
    { address: server.address, metricsAddress: server.metricsAddress, security: options.security.kind },
    'serving',
  );
}

function end(exitCode: number, message: string): void {
  process.stderr.write(`${message}\n`);
  process.exit(exitCode);
}

function start(args: readonly string[]): void | Promise<void> {
  if (args[0] === 'offers') return printOffers();
  const flags = parseFlags(args, process.env);
  switch (flags.kind) {
    case 'help':
      process.stdout.write(flags.text);
      return;
    case 'wrong':
      return end(2, `cannot start function-crosstrain: ${flags.message}`);
    case 'serve':
      return serve(flags.options).catch((error: unknown) => {
        end(1, `cannot start function-crosstrain: ${error instanceof Error ? error.message : String(error)}`);
      });
  }
}

await start(process.argv.slice(2));

import { parseFlags } from './worker/flags.ts';
import { installRuntime } from './worker/runtime.ts';
import { work } from './worker/work.ts';

const flags = parseFlags(process.argv.slice(2));
switch (flags.kind) {
  case 'help':
    process.stdout.write(flags.text);
    break;
  case 'wrong':
    process.stderr.write(`crosstrain-orchestrator: ${flags.message}\n`);
    process.exitCode = 2;
    break;
  case 'work':
    try {
      installRuntime(flags.settings.metricsAddress);
      await work(flags.settings);
    } catch (error) {
      process.stderr.write(`crosstrain-orchestrator: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }
    break;
}

import { Command } from 'commander';
import { registerArtifacts } from './artifacts/command.ts';
import { CliError } from './cli-error.ts';
import { registerLogs } from './logs/command.ts';
import { registerOffers } from './offers/command.ts';
import { registerPreview } from './preview/command.ts';
import { registerRun } from './run/command.ts';
import { registerStart } from './start/command.ts';
import { registerTensorboard } from './tensorboard/command.ts';
import { registerValidate } from './validate/command.ts';
import { registerWorkflow } from './workflow/command.ts';

const program = new Command('crosstrain')
  .description('Trains TensorFlow models on Kubernetes from one object: preview it, price it, run it here.')
  .showHelpAfterError('(crosstrain --help lists the commands)');
registerStart(program);
registerPreview(program);
registerRun(program);
registerLogs(program);
registerTensorboard(program);
registerArtifacts(program);
registerOffers(program);
registerValidate(program);
registerWorkflow(program);

// Whoever reads may stop reading, as `| head` does: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`crosstrain: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CliError ? error.exitCode : 1;
}

import { Command } from 'commander';
import { CliError } from './cli-error.ts';
import { registerPreview } from './preview/command.ts';
import { registerValidate } from './validate/command.ts';

const program = new Command('crosstrain')
  .description('Trains TensorFlow models on Kubernetes from one object: preview it, price it, run it here.')
  .showHelpAfterError('(crosstrain --help lists the commands)');
registerPreview(program);
registerValidate(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`crosstrain: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CliError ? error.exitCode : 1;
}

import { text } from 'node:stream/consumers';
import { command } from './client/command.ts';

try {
  process.exitCode = await command(process.argv.slice(2), {
    input: () => text(process.stdin),
    print: (words) => process.stdout.write(words),
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

// npm start: installs what running needs and no more, bundles the programs, and shows the first run.
import { bundle } from './bundle.mjs';
import { install } from './install.mjs';
import { runAsProgram } from './tree.mjs';

await runAsProgram(import.meta.url, async () => {
  install('production');
  await bundle();
  process.argv.splice(2, 0, 'start');
  await import('../dist/crosstrain.mjs');
});

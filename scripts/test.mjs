// npm test: installs what the tests need, bundles the programs, runs Jest. Arguments go to Jest.
import { spawnSync } from 'node:child_process';
import { bundle } from './bundle.mjs';
import { bundleWorkflows } from './workflow-bundle.mjs';
import { install } from './install.mjs';
import { root, runAsProgram } from './tree.mjs';

await runAsProgram(import.meta.url, async () => {
  install('all');
  await bundle();
  await bundleWorkflows();
  // Jest loads ES modules only with this flag of Node's.
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const jest = spawnSync(
    process.execPath,
    [...node, `${root}node_modules/jest/bin/jest.js`, '--maxWorkers=2', ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = jest.status ?? 1;
});

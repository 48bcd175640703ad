// npm run lint: types, rules, import rules, dead code, layout and generated files. Says every fault, then fails.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { importFaults } from './lint/import-rules.mjs';
import { install } from './install.mjs';
import { root, runAsProgram } from './tree.mjs';

const checks = {
  types: () => tool('typescript/bin/tsc'),
  rules: () => tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
  imports: () => noFaults(trackedSources().flatMap((file) => importFaults(file, readFileSync(root + file, 'utf8')))),
  'dead code': () => tool('knip/bin/knip.js', '--no-progress'),
  layout: () => tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
  'generated files': () => node(`${root}scripts/generate.mjs`, '--check'),
};

await runAsProgram(import.meta.url, () => {
  install('all');
  const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(checks);
  const failed = chosen.filter((name) => {
    const isGood = checks[name]();
    console.log(`${isGood ? 'ok    ' : 'failed'} ${name}`);
    return !isGood;
  });
  // The words in which Jest ends, so that CI counts these too.
  console.log(`Tests: ${failed.length} failed, ${chosen.length - failed.length} passed, ${chosen.length} total`);
  if (failed.length > 0) throw new Error(`failed: ${failed.join(', ')}`);
});

function trackedSources() {
  const folders = ['api', 'function', 'simulator', 'cli', 'orchestrator', 'trainer-image/src'];
  // Files that are new and not ignored count too: a fault is best told before the commit.
  const git = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...folders], { cwd: root });
  return git.stdout
    .toString()
    .split('\n')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
}

function noFaults(faults) {
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

function tool(path, ...args) {
  return node(`${root}node_modules/${path}`, ...args);
}

function node(...args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

// The orchestrator as its image holds it: one file with all packages in it, and beside it what cannot be in that file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { common } from '../bundle.mjs';
import { root } from '../tree.mjs';
import { bundleWorkflows } from '../workflow-bundle.mjs';

/** In a folder of its own: `dist/orchestrator.mjs` leaves its packages where npm put them. */
const folder = 'dist/standalone';

/** Where Temporal's SDK looks for its native part, from the folder of the program on. */
const native = `releases/${{ x64: 'x86_64', arm64: 'aarch64' }[process.arch]}-unknown-linux-gnu/index.node`;

/** Workflow code comes bundled: the SDK's own bundler, and with it webpack, stays out. It is looked up when the SDK is loaded. */
const withoutBundler = {
  name: 'without-bundler',
  setup(build) {
    build.onLoad({ filter: /@temporalio[/\\]worker[/\\]lib[/\\]workflow[/\\]bundler\.js$/ }, () => ({
      contents: `
        function refuse() { throw new Error('cannot bundle workflows here: --workflow-code names a bundle'); }
        exports.bundleWorkflowCode = refuse;
        exports.moduleMatches = refuse;
        exports.WorkflowCodeBundler = class { constructor() { refuse(); } };
        exports.defaultWorkflowInterceptorModules = [];
      `,
    }));
  },
};

/**
 * Bundles it for the machine's own architecture.
 * @returns {Promise<{files: [string, string][], records: string[]}>} `files`: where each lies in the tree and what it is called
 * in the image; `records`: the files that tell what they are made of
 */
export async function bundleOrchestrator() {
  await bundleWorkflows();
  const program = await bundled('orchestrator/main.ts', 'orchestrator.mjs', {});
  // The SDK starts it by its name as a thread; without a package.json above it, .js is CommonJS.
  const source = 'node_modules/@temporalio/worker/lib/workflow/workflow-worker-thread.js';
  const thread = await bundled(source, 'workflow-worker-thread.js', { format: 'cjs', banner: {}, define: {} });
  const inputs = { ...program, ...thread };
  const record = `${folder}/.orchestrator.json`;
  mkdirSync(root + folder, { recursive: true });
  writeFileSync(root + record, JSON.stringify({ inputs }));
  return {
    files: [
      [`${folder}/orchestrator.mjs`, 'orchestrator.mjs'],
      [`${folder}/workflow-worker-thread.js`, 'workflow-worker-thread.js'],
      ['dist/workflows.js', 'workflows.js'],
      // What reads the workflows' source map.
      ['node_modules/source-map/lib/mappings.wasm', 'mappings.wasm'],
      [`node_modules/@temporalio/core-bridge/${native}`, native],
    ],
    records: [record],
  };
}

async function bundled(entry, name, options) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    ...common,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: `${folder}/${name}`,
    plugins: [withoutBundler],
    metafile: true,
    ...options,
  });
  return metafile.inputs;
}

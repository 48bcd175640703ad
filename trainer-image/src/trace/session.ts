import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import { nativeBackend } from '../backends/native-backend.ts';
import type { GraphNode } from '../graph/graph.ts';
import { savedModel, savedModelFile } from '../graph/saved-model.ts';

/** A graph inside TensorFlow, which keeps the values of its variables between runs. */
export interface Session {
  /** Feeds tensors to placeholders by their names, and returns the first outputs of the named nodes. */
  run(feeds: Readonly<Record<string, Tensor>>, fetches: readonly string[]): Tensor[];
  close(): void;
}

/**
 * Starts a session. The addon loads graphs from SavedModels only, so the graph passes through a folder of the system's place for
 * temporary files. Throws where that cannot be written or TensorFlow refuses the graph.
 */
export function openSession(nodes: readonly GraphNode[]): Session {
  const native = nativeBackend();
  const folder = mkdtempSync(join(tmpdir(), 'crosstrain-graph-'));
  try {
    writeFileSync(join(folder, savedModelFile), savedModel(nodes, { inputs: {}, outputs: {} }));
    const session = native.loadSavedModelMetaGraph(folder, 'serve');
    return {
      run(feeds, fetches) {
        const names = Object.keys(feeds).map((name) => ({ name: `${name}:0` }));
        const outputs = fetches.map((name) => `${name}:0`);
        return native.runSavedModel(session, Object.values(feeds), names, outputs);
      },
      close: () => native.deleteSavedModel(session),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

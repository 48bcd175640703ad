import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The two files of a TensorFlow.js layers model, as `loadLayersModel` reads them. */
export interface ModelFiles {
  /** Content of `model.json`. */
  readonly topology: string;
  /** Content of `weights.bin`. */
  readonly weights: Uint8Array;
}

/** Name of the file that the other names as its weights. */
const weightsFile = 'weights.bin';

/** Turns a model into the files of TensorFlow.js' own format; the training configuration is left out. */
export async function modelFiles(model: LayersModel): Promise<ModelFiles> {
  let files: ModelFiles | undefined;
  await model.save(
    io.withSaveHandler(({ modelTopology, weightSpecs, weightData, format, generatedBy }) => {
      const manifest = [{ paths: [weightsFile], weights: weightSpecs }];
      const document = { format, generatedBy, convertedBy: null, modelTopology, weightsManifest: manifest };
      const weights = new Uint8Array(io.CompositeArrayBuffer.join(weightData));
      files = { topology: `${JSON.stringify(document, null, 1)}\n`, weights };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } });
    }),
  );
  if (files === undefined) throw new Error('cannot export the model: TensorFlow.js handed out nothing to save');
  return files;
}

/** The files by their names. */
export function namedModelFiles({ topology, weights }: ModelFiles): Readonly<Record<string, Uint8Array>> {
  return { [weightsFile]: weights, 'model.json': Buffer.from(topology) };
}

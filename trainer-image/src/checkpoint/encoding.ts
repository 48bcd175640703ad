import type { WeightLayout } from '../training/parameters.ts';
import type { TrainingState } from '../training/state.ts';
import { sha256, type FolderFiles } from './publish.ts';

/** Version of the checkpoint's files; another one is never read. */
const formatVersion = 1;

/** What makes two trainings the same: a checkpoint is only ever continued by the training that wrote it. */
export interface Identity {
  readonly recipe: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly dataDigest: string;
}

/** `manifest.json`: what the folder holds, and how to know that it holds all of it. */
interface Manifest {
  readonly formatVersion: typeof formatVersion;
  readonly identity: Identity;
  readonly position: TrainingState['position'];
  readonly epochLoss: TrainingState['epochLoss'];
  /** Index of `weights.bin`: float32 in this order, little-endian as every machine that this runs on. */
  readonly layout: WeightLayout;
  /** Index of `optimizer.bin`: its vectors, one behind the other, and the numbers beside them. */
  readonly optimizer: {
    readonly scalars: Readonly<Record<string, number>>;
    readonly slots: readonly { readonly name: string; readonly size: number }[];
  };
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
  /** Of this document as JSON without spaces, this field left out. */
  readonly sha256: string;
}

/** A checkpoint that verified. */
export interface DecodedCheckpoint {
  readonly identity: Identity;
  readonly state: TrainingState;
}

/** Name of the file that vouches for the others. */
const manifestName = 'manifest.json';

/** Writes a training's state as the files of a checkpoint; the manifest is the last of them. */
export function encoded(identity: Identity, state: TrainingState): FolderFiles {
  const slots = Object.entries(state.optimizer.slots);
  const data = {
    'weights.bin': bytesOf(state.weights),
    'optimizer.bin': Buffer.concat(slots.map(([, values]) => bytesOf(values))),
  };
  const manifest: Omit<Manifest, 'sha256'> = {
    formatVersion,
    identity,
    position: state.position,
    epochLoss: state.epochLoss,
    layout: state.layout,
    optimizer: {
      scalars: state.optimizer.scalars,
      slots: slots.map(([name, values]) => ({ name, size: values.length })),
    },
    files: Object.fromEntries(
      Object.entries(data).map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes) }]),
    ),
  };
  const document: Manifest = { ...manifest, sha256: digestOf(manifest) };
  return { ...data, [manifestName]: Buffer.from(`${JSON.stringify(document, null, 1)}\n`) };
}

/** Reads a checkpoint's files, or says as a clause why they are none. */
export function decoded(files: FolderFiles): DecodedCheckpoint | { readonly problem: string } {
  const manifest = manifestIn(files[manifestName]);
  if (typeof manifest === 'string') return { problem: manifest };
  for (const [name, expected] of Object.entries(manifest.files)) {
    const content = files[name];
    if (content === undefined) return { problem: `${name} is missing` };
    if (sha256(content) !== expected.sha256) return { problem: `${name} is not what its sha256 in the manifest says` };
  }
  const { 'weights.bin': weights, 'optimizer.bin': optimizer } = files;
  if (weights === undefined || optimizer === undefined) return { problem: `${manifestName} names no weights` };
  const { identity, position, epochLoss, layout } = manifest;
  const { scalars, slots } = manifest.optimizer;
  const vectors = floats(optimizer);
  let offset = 0;
  const named = slots.map(({ name, size }) => [name, vectors.slice(offset, (offset += size))] as const);
  const state = { position, epochLoss, layout, weights: floats(weights) };
  return { identity, state: { ...state, optimizer: { scalars, slots: Object.fromEntries(named) } } };
}

/** The manifest, or why it cannot be trusted. */
function manifestIn(content: Uint8Array | undefined): Manifest | string {
  if (content === undefined) return `${manifestName} is missing`;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(content).toString());
  } catch {
    return `${manifestName} is no JSON`;
  }
  if (typeof value !== 'object' || value === null || !('sha256' in value)) return `${manifestName} has no sha256`;
  const { sha256: digest, ...rest } = value;
  if (digest !== digestOf(rest)) return `${manifestName} is not what its own sha256 says`;
  return isOfThisVersion(value) ? value : `${manifestName} is not of version ${formatVersion}`;
}

/** Asked only of a document whose own digest is right: at this version, that is a manifest which this program wrote. */
function isOfThisVersion(value: object): value is Manifest {
  return 'formatVersion' in value && value.formatVersion === formatVersion;
}

function digestOf(manifest: object): string {
  return sha256(Buffer.from(JSON.stringify(manifest)));
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** A copy, because a file's bytes may lie where no float32 may begin. */
function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}

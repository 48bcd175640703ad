/** The hyperparameters that every recipe has, because the training loop itself needs them. */
export interface Schedule {
  /** How often all training examples are seen. */
  readonly epochs: number;
  /** Examples per step. */
  readonly batchSize: number;
  readonly learningRate: number;
  /** Decides everything that is drawn: weights, order, distortions. The same seed gives the same weights, bit for bit. */
  readonly seed: number;
}

/** What a recipe's schedule is where nothing is said; the seed is 1. */
type Defaults = Omit<Schedule, 'seed'>;

/** The largest values that make sense for a recipe. */
type Largest = Pick<Schedule, 'epochs' | 'batchSize'>;

const usual: Largest = { epochs: 1000, batchSize: 1024 };

/** Names of the hyperparameters that every recipe has. */
export const scheduleNames = ['epochs', 'batchSize', 'learningRate', 'seed'] as const;

/** The properties of a recipe's JSON schema that are every recipe's. */
export function scheduleProperties({ epochs, batchSize, learningRate }: Defaults, largest: Largest = usual) {
  return {
    epochs: { type: 'integer', minimum: 1, maximum: largest.epochs, default: epochs },
    batchSize: { type: 'integer', minimum: 1, maximum: largest.batchSize, default: batchSize },
    learningRate: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: learningRate },
    seed: { type: 'integer', minimum: 0, maximum: 4_294_967_295, default: 1 },
  } as const;
}

import type { BackendChoice } from '../configuration.ts';
import { TrainerError } from '../trainer-error.ts';
import type { Backend, BackendStart } from './backend.ts';
import { startCpu } from './cpu.ts';
import { startNative } from './native.ts';
import { startWasm } from './wasm.ts';

type BackendName = Exclude<BackendChoice, 'auto'>;

/** How each backend is started. A new one is a file, a line here and its place in the order below. */
const starters = {
  native: startNative,
  wasm: startWasm,
  cpu: startCpu,
} as const satisfies Record<BackendName, () => Promise<BackendStart>>;

/** What `auto` tries, best first. Plain JavaScript is not among them: nobody wants it by accident. */
const preference: readonly BackendName[] = ['native', 'wasm'];

/** The backend that is set, and why each better one is not, as clauses. */
export interface ChosenBackend {
  readonly backend: Backend;
  readonly passedOver: readonly string[];
}

/**
 * Starts the best backend that works, or the one that is asked for.
 * Throws a TrainerError: `acceleratorUnavailable` where one is required and none is usable, `configuration` where the
 * backend that was asked for does not start.
 */
export async function chooseBackend(choice: BackendChoice, isAcceleratorRequired: boolean): Promise<ChosenBackend> {
  const passedOver: string[] = [];
  for (const name of choice === 'auto' ? preference : [choice]) {
    const start = await starters[name]();
    if (!start.isReady) passedOver.push(start.reason);
    else if (isAcceleratorRequired && start.backend.whyNoAccelerator) passedOver.push(start.backend.whyNoAccelerator);
    else return { backend: start.backend, passedOver };
  }
  const reasons = passedOver.join('; ');
  throw isAcceleratorRequired
    ? new TrainerError('acceleratorUnavailable', `cannot train on an accelerator, and one is required: ${reasons}`)
    : new TrainerError('configuration', `cannot start a backend: ${reasons}`);
}

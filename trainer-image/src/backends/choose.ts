import type { BackendChoice } from '../configuration.ts';
import { TrainerError } from '../trainer-error.ts';
import type { Backend, BackendStart } from './backend.ts';
import { startCpu } from './cpu.ts';
import { startNative } from './native.ts';
import { startWasm } from './wasm.ts';

/** A backend by the name that it is asked for. */
type BackendName = Exclude<BackendChoice, 'auto'>;

/** How each backend is started. */
export type Starters = Readonly<Record<BackendName, () => Promise<BackendStart>>>;

/** All backends. A new one is a file, a line here and its place in the order below. */
export const starters = {
  native: startNative,
  wasm: startWasm,
  cpu: startCpu,
} as const satisfies Starters;

/** What `auto` tries, best first. Plain JavaScript is not among them: nobody wants it by accident. */
const preference: readonly BackendName[] = ['native', 'wasm'];

/** What is wanted of a backend. */
export interface Wish {
  readonly backend: BackendChoice;
  readonly isAcceleratorRequired: boolean;
}

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
export async function chooseBackend(wish: Wish, startersByName: Starters): Promise<ChosenBackend> {
  const passedOver: string[] = [];
  for (const name of wish.backend === 'auto' ? preference : [wish.backend]) {
    const start = await startersByName[name]();
    if (!start.isReady) passedOver.push(start.reason);
    else if (wish.isAcceleratorRequired && start.backend.whyNoAccelerator !== undefined) {
      passedOver.push(start.backend.whyNoAccelerator);
    } else return { backend: start.backend, passedOver };
  }
  const reasons = passedOver.join('; ');
  throw wish.isAcceleratorRequired
    ? new TrainerError('acceleratorUnavailable', `cannot train on an accelerator, and one is required: ${reasons}`)
    : new TrainerError('configuration', `cannot start a backend: ${reasons}`);
}

import type { Provider } from './provider.ts';

/** The namespace controller. */
export const namespace: Provider = () => ({ phase: 'Active' });

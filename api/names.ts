/** The API group of every kind that crosstrain defines. */
export const group = 'crosstrain.dev';

/** The one served version. */
const version = 'v1alpha1';

/** `apiVersion` of every crosstrain kind. */
export const apiVersion = `${group}/${version}` as const;

/** The name of the platform's policy, an EnvironmentConfig; `<policyName>-<namespace>` overrides it for a namespace. */
export const policyName = 'crosstrain-policy';

/** Labels that every pod of a run carries, and that its Services and policies select by. */
export const labels = {
  run: `${group}/run`,
  role: `${group}/role`,
  index: `${group}/index`,
  attempt: `${group}/attempt`,
  pool: `${group}/pool`,
} as const;

/** The name of the container that trains, in every pod: failure policies and `kubectl logs` refer to it. */
export const trainerContainer = 'trainer';

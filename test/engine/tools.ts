/** The real programs that this tier drives, as `run.sh` found or built them. */
export interface Tools {
  /** Crossplane core. */
  readonly binary: string;
  /** Crossplane's sources of the same version. */
  readonly sourceDir: string;
  /** Crossplane's CLI. */
  readonly cli: string;
}

/** Reads the environment that `test/engine/run.sh` sets; throws, naming that script, where it is not set. */
export function tools(): Tools {
  return { binary: variable('CROSSPLANE'), sourceDir: variable('CROSSPLANE_SOURCE'), cli: variable('CROSSPLANE_CLI') };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`cannot find ${name} in the environment: start these tests with test/engine/run.sh`);
  return value;
}

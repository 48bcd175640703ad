/** A variable of the environment that run.sh sets. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`cannot find ${name} in the environment: start these tests with test/cluster/run.sh`);
  return value;
}

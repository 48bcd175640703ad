/** Why Temporal could not be reached: the words of the system, of TLS or of the server, which the SDK's errors bury. */
export function wordsOf(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  const text = deepest instanceof Error ? deepest.message : String(deepest);
  // The native client's errors are dumps of structures.
  return (/message: "([^"]+)"/.exec(text)?.[1] ?? text).trim();
}

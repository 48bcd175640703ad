import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Path of a file that travels with the program: beside the bundle, or in its own folder of the source tree.
 * Throws where it is in neither.
 * @param inSources its place seen from this folder, as `../data/digits.csv.gz`
 */
export function assetPath(inSources: string): string {
  const name = inSources.slice(inSources.lastIndexOf('/') + 1);
  const places = [`./${name}`, inSources].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`cannot find ${name}: it is neither at ${places.join(' nor at ')}`);
  return found;
}

import { TrainerError } from '../trainer-error.ts';
import { digitsCnn } from './digits-cnn.ts';
import { fashionCnn } from './fashion-cnn.ts';
import type { Recipe } from './recipe.ts';
import { transformerText } from './transformer-text.ts';

/** What can be trained by name. A new recipe is a file and a line here. */
const recipes = {
  'digits-cnn': digitsCnn,
  'fashion-cnn': fashionCnn,
  'transformer-text': transformerText,
} as const satisfies Record<string, Recipe>;

/** The recipe of a name; throws a TrainerError (`usage`) that lists the names there are. */
export function recipeNamed(name: string): Recipe {
  const found = Object.entries(recipes).find(([known]) => known === name)?.[1];
  if (found !== undefined) return found;
  const names = Object.keys(recipes).sort().join(', ');
  throw new TrainerError('usage', `cannot train ${name}: there is no recipe of that name; there are ${names}`);
}

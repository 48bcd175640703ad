import { expect, test } from '@jest/globals';
import { recipeNamed } from '../../../trainer-image/src/recipes/table.ts';

test('a recipe is found by its name', () => {
  expect(recipeNamed('digits-cnn').goal).toEqual({ metric: 'accuracy', atLeast: 0.97 });
});

test.each(['digits', 'constructor', ''])('there is no recipe %j, and the names there are get listed', (name) => {
  expect(() => recipeNamed(name)).toThrow(
    expect.objectContaining({
      reason: 'usage',
      message: `cannot train ${name}: there is no recipe of that name; there are digits-cnn, fashion-cnn, transformer-text`,
    }),
  );
});

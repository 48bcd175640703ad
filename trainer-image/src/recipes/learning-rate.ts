/** From 1 at the start down to 0 at the end, slowly at both: large steps first, fine ones last. */
export function halfCosine(progress: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * progress));
}

import fc from 'fast-check';

/** What a controller, a person or a cloud does wrong with one object for some passes. Plain data: it prints as a trace. */
export interface Fault {
  readonly is: FaultKind;
  /** The pass in which it begins, and how many it lasts. */
  readonly pass: number;
  readonly lasts: number;
  /** Which of the objects that controllers answer for, in the order in which they came. */
  readonly nth: number;
}

/** In words, by what the function is told. */
const faultKinds = {
  late: 'the controller does not answer, so others answer before it',
  lost: 'the object has no status',
  flapping: 'what was ready is not, every other pass',
  contradictory: 'the object is said to be ready and not ready at once',
  'deleted by hand': 'the object is gone',
  'taken away': 'a Job fails because its spot machines were taken away',
} as const;

type FaultKind = keyof typeof faultKinds;

/** Passes within which faults begin; after the last of them everything must come to rest. */
export const lastPass = 24;

/** Faults of one story, any number of them at once. */
export const anyFaults: fc.Arbitrary<readonly Fault[]> = fc.array(
  fc.record({
    is: fc.constantFrom(...(Object.keys(faultKinds) as FaultKind[])),
    pass: fc.integer({ min: 0, max: lastPass }),
    lasts: fc.integer({ min: 1, max: 5 }),
    nth: fc.nat(120),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
);

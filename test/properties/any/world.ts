import fc from 'fast-check';
import type { World } from '../../support/world.ts';
import { anyPlatform } from './platform.ts';
import { anySituation, worldIn } from './run.ts';

/** Any composite of any kind, before anything of it exists: runs as often as all that platforms make. */
export const anyWorld: fc.Arbitrary<World> = fc.oneof(anySituation.map(worldIn), anyPlatform);

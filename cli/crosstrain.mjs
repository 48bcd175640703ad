#!/usr/bin/env node
import { bundle } from '../scripts/bundle.mjs';

await bundle();
await import('../dist/crosstrain.mjs');

import type { RefusedSpec } from '../refused-spec.ts';

/** Machines, roles and strategies, as the API server must refuse them. */
export const refusedWorkers: readonly RefusedSpec[] = [
  {
    because: 'no instance has more than 16',
    spec: { accelerator: { type: 'L4', count: 32 } },
    problems: ['spec.accelerator.count: must be at most 16, is 32'],
  },
  {
    because: 'a count alone does not say of what',
    spec: { accelerator: { count: 2 } },
    problems: [
      "spec.accelerator.type: is missing (Name in crosstrain's catalog, such as L4 or A100-80GB; `crosstrain offers` lists them)",
    ],
  },
  {
    because: 'a run without workers trains nothing',
    spec: { workers: 0 },
    problems: ['spec.workers: must be at least 1, is 0'],
  },
  {
    because: 'half a worker cannot be started',
    spec: { workers: 1.5 },
    problems: ['spec.workers: must be a whole number, is 1.5'],
  },
  {
    because: 'strategies have names',
    spec: { strategy: 'ParameterServers', parameterServers: 1 },
    problems: [
      'spec.strategy: must be one of AllReduce, ParameterServer, is "ParameterServers"; did you mean ParameterServer?',
    ],
  },
  {
    because: 'workers would wait for parameter servers that nobody creates',
    spec: { strategy: 'ParameterServer' },
    problems: ['spec.parameterServers: parameterServers is required with strategy ParameterServer'],
  },
  {
    because: 'parameter servers that nobody asks cost money',
    spec: { parameterServers: 2 },
    problems: ['spec.parameterServers: parameterServers needs strategy ParameterServer; with AllReduce leave it out'],
  },
];

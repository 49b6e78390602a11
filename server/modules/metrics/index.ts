export { ingestSamples } from './ingest-samples.ts';
export { pruneSamples } from './prune-samples.ts';
export { readCounters } from './read-counters.ts';
export { readLabSeries } from './read-lab-series.ts';
export { readMachineEnergy } from './read-machine-energy.ts';
export { readMachineSeries } from './read-machine-series.ts';
export { readSessionSeries } from './read-session-series.ts';
export { thinSamples } from './thin-samples.ts';

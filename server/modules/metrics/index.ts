export { readCounters } from './read-counters.ts';
export { readLabSeries } from './read-lab-series.ts';
export { readMachineEnergy } from './read-machine-energy.ts';
export { readMachineSeries } from './read-machine-series.ts';
export { readSessionSeries } from './read-session-series.ts';
export { ingestChunks } from './ingest-chunks.ts';
export { pruneReadings } from './prune-readings.ts';
export { rollUp } from './roll-up.ts';
export { type EnergyPiece, type EnergySum, sumEnergy } from './sum-energy.ts';

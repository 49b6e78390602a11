export { addEnergy, type Energy, NO_ENERGY, sum } from './energy-sum.ts';
export { type EnergyAsk, type MeterPart, readEnergy } from './read-energy.ts';
export { readMeters } from './read-meters.ts';
export { readSessionEnergy } from './read-session-energy.ts';
export { readSpans } from './read-spans.ts';
export { readTariffs } from './read-tariffs.ts';
export { sessionFigures } from './session-figures.ts';
export { settleEnergy } from './settle-energy.ts';
export { type FrozenCut, leaveSessionEnergy } from './settle-sessions.ts';

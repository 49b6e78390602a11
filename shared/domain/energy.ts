/*
 * Energy arithmetic in one place, pure: the agent turns readings into a counter that only rises (`accumulate`); the
 * portal takes differences of it, minute by minute. Gaps lower the coverage and are never filled.
 */
export { accumulate, MAX_GAP_MS, type EnergyCounter, type PowerReading } from './energy-counter.ts';
export {
  coverage,
  electricityCost,
  hasHeadline,
  isPartial,
  joulesPerToken,
  kilowattHours,
  machineTimeCost,
  type ElectricityTariff,
} from './energy-figures.ts';

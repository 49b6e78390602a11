import { kilowattHours } from './energy-figures.ts';

/** Location-based: energy with what the room takes (the PUE is in it, once) × what a kWh of the grid stands for. */
export const carbonGrams = (facilityJoules: number, gramsPerKwh: number): number =>
  kilowattHours(facilityJoules) * gramsPerKwh;

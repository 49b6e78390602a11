export { isPlugAddress } from './lan-address.ts';
export { importWallReadings } from './import-readings.ts';
export { listWallMeters } from './list-meters.ts';
export { removeWallMeter } from './remove-meter.ts';
export { saveWallMeter } from './save-meter.ts';
export { tendWallMeters } from './tend-meters.ts';

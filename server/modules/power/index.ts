export { keepAwake } from './keep-awake.ts';
export { sleepNow } from './put-to-sleep.ts';
export { readMachinePower } from './read-machine-power.ts';
export { getPowerRule, readLabRule, setMachinePower, setPowerRule } from './rules.ts';
export { tendPower } from './tend-power.ts';
export { wakeNow } from './wake.ts';

export { cordonMachine } from './cordon-machine.ts';
export { uncordonMachine } from './uncordon-machine.ts';

export { notify, type Word } from './notify.ts';

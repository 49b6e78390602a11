export { editMachine } from './edit-machine.ts';
export { getAsset } from './get-asset.ts';
export { listAssets } from './list-assets.ts';

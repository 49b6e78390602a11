export { cancelMaintenance, cancelWindow } from './cancel-maintenance.ts';
export { changeWindow } from './change-window.ts';
export { endSeries } from './end-series.ts';
export { extendAllSeries } from './extend-series.ts';
export { listMaintenance } from './list-maintenance.ts';
export { listDone, listWindows } from './list-windows.ts';
export { planSeries } from './plan-series.ts';
export { planMaintenance, planWindow } from './plan-window.ts';
export { previewSeries, previewWindow } from './preview.ts';

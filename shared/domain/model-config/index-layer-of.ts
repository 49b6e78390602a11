const LAYER = /(?:^|\.)layers\.(\d{1,5})\./;

/** The number of the layer that a name in `model.safetensors.index.json` belongs to, as it stands there. */
export const indexLayerOf = (name: string): string | null => LAYER.exec(name)?.[1] ?? null;

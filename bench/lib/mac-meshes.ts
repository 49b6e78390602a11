import { type Cable, meshCables } from '../../shared/testing/cabled-macs.ts';

/** Meshes of four: 50 of them have 300 cables. */
export const MESH = 4;

export const macNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `Mac ${String(index + 1).padStart(3, '0')}`);

export const macCables = (names: readonly string[]): Cable[] =>
  Array.from({ length: Math.ceil(names.length / MESH) }, (_, index) =>
    meshCables(names.slice(index * MESH, (index + 1) * MESH)),
  ).flat();

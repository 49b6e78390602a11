export { findWallLink } from './find-wall-link.ts';
export { listWallLinks } from './list-wall-links.ts';
export { makeWallLink } from './make-wall-link.ts';
export { readWall } from './read-wall.ts';
export { revokeWallLink } from './revoke-wall-link.ts';

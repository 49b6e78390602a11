export { previewKeeping, readKeeping, setKeeping } from './keeping.ts';

import { isServiceError } from './errors.ts';
import { translatePrismaError } from './prisma-errors.ts';

/** For sockets and plain HTTP: code and text for the other side; internal text stays inside. */
export function toWireError(error: unknown): { code: string; message: string } {
  const known = translatePrismaError(error);
  if (isServiceError(known) && known.code !== 'INTERNAL') return { code: known.code, message: known.message };
  return { code: 'INTERNAL', message: 'The portal could not do that. Its log has the reason.' };
}

import { isServiceError, type ServiceError } from './errors.ts';
import { translatePrismaError } from './prisma-errors.ts';

/** What a verb threw for people, or the database's error in such words; null: internal, and its text stays inside. */
export function errorForPeople(error: unknown): ServiceError | null {
  const known = translatePrismaError(error);
  return isServiceError(known) && known.code !== 'INTERNAL' ? known : null;
}

/** For sockets and plain HTTP: code and text for the other side. */
export function toWireError(error: unknown): { code: string; message: string } {
  const told = errorForPeople(error);
  if (told) return { code: told.code, message: told.message };
  return { code: 'INTERNAL', message: 'The portal could not do that. Its log has the reason.' };
}

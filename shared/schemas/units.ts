import * as z from 'zod';
import { Text } from './text.ts';

/** A moment on the wire: ISO 8601 in UTC. Dates stay `Date` inside the portal. */
export const Instant = z.coerce.date();
export const Id = Text.min(1).max(64);
export const Name = z.string().trim().min(1).max(60);
export const Count = z.number().int().min(0);

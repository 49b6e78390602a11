import { BOOKING_PARTS } from './booking-parts.ts';
import { CHAT_PARTS } from './chat-parts.ts';
import type { Part } from './part.ts';
import { PERSON_PARTS } from './person-parts.ts';

export const PARTS: readonly Part[] = [...PERSON_PARTS, ...CHAT_PARTS, ...BOOKING_PARTS];

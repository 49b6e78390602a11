import * as z from 'zod';
import { CostSum } from './booking-cost.ts';
import { limit } from './paging.ts';
import { Money } from './register.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Name } from './units.ts';

/** No lab keeps more, those that are archived among them. */
export const MOST_PROJECTS = 500;

const Named = z.object({ id: Id, name: z.string() });
export const Project = z.object({
  id: Id,
  name: z.string(),
  note: z.string().nullable(),
  /** Over its whole time; null: none is set. */
  budgetAmount: z.number().nullable(),
  /** The lab's, in which the budget is. */
  currency: z.string().length(3),
  members: z.array(Named),
  archivedAt: Instant.nullable(),
  /** Of real machines: bookings held or to come, what they were charged so far and what is reserved ahead. */
  bookings: Count,
  soFar: CostSum,
  ahead: CostSum,
});
export type Project = z.output<typeof Project>;

export const SaveProjectInput = z.object({
  /** Null makes a new one. */
  id: Id.nullable(),
  name: Name,
  note: Text.trim().max(300).default(''),
  budgetAmount: Money.nullable(),
  memberIds: z.array(Id).max(500),
});
export type SaveProjectInput = z.output<typeof SaveProjectInput>;
export const ArchiveProjectInput = z.object({ id: Id, archived: z.boolean() });
export const ListProjectsInput = z.object({ limit: limit(MOST_PROJECTS, MOST_PROJECTS) });
/** What a booking may be for. */
export const ProjectChoice = Named;
export type ProjectChoice = z.output<typeof ProjectChoice>;

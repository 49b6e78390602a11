import * as z from 'zod';
import {
  ArchiveProjectInput,
  ListProjectsInput,
  Project,
  ProjectChoice,
  SaveProjectInput,
} from '@/shared/schemas/project.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  archiveProject,
  listProjectChoices,
  listProjects,
  saveProject,
} from '../../modules/projects/index.ts';
import { procedure, router } from '../init.ts';

/** What machines are used for. */
export const projectsRouter = router({
  list: procedure
    .input(ListProjectsInput)
    .output(z.array(Project))
    .query(({ ctx, input }) => listProjects(ctx, input)),
  /** What one's bookings may be for. */
  choices: procedure
    .input(ListProjectsInput)
    .output(z.array(ProjectChoice))
    .query(({ ctx, input }) => listProjectChoices(ctx, input)),
  save: procedure
    .input(SaveProjectInput)
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => saveProject(ctx, input)),
  archive: procedure.input(ArchiveProjectInput).mutation(({ ctx, input }) => archiveProject(ctx, input)),
});

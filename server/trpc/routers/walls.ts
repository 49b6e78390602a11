import * as z from 'zod';
import { Id } from '@/shared/schemas/units.ts';
import {
  ListWallLinksInput,
  MadeWallLink,
  MakeWallLinkInput,
  ReadWallInput,
  Wall,
  WallLink,
} from '@/shared/schemas/wall.ts';
import { listWallLinks, makeWallLink, readWall, revokeWallLink } from '../../modules/walls/index.ts';
import { procedure, router, wallProcedure } from '../init.ts';
import { inventory } from './machines.ts';

export const wallsRouter = router({
  /** All that a screen with a link of its own can read. */
  read: wallProcedure
    .input(ReadWallInput)
    .output(Wall)
    .query(({ ctx, input }) => readWall(ctx, input, inventory)),
  links: procedure
    .input(ListWallLinksInput)
    .output(z.array(WallLink))
    .query(({ ctx, input }) => listWallLinks(ctx, input)),
  makeLink: procedure
    .input(MakeWallLinkInput)
    .output(MadeWallLink)
    .mutation(({ ctx, input }) => makeWallLink(ctx, input)),
  revokeLink: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => revokeWallLink(ctx, input)),
});

import * as z from 'zod';
import {
  AddMemberInput,
  ChangeRoleInput,
  ListMembersInput,
  Me,
  Member,
  MemberPage,
  SetUpInput,
} from '@/shared/schemas/member.ts';
import { addMember, changeRole, getMe, isSetUp, listMembers, setUpLab } from '../../modules/team/index.ts';
import { procedure, publicProcedure, router } from '../init.ts';

export const teamRouter = router({
  me: procedure.output(Me).query(({ ctx }) => getMe(ctx)),
  members: procedure
    .input(ListMembersInput)
    .output(MemberPage)
    .query(({ ctx, input }) => listMembers(ctx, input)),
  addMember: procedure
    .input(AddMemberInput)
    .output(Member)
    .mutation(({ ctx, input }) => addMember(ctx, input)),
  changeRole: procedure
    .input(ChangeRoleInput)
    .output(Member)
    .mutation(({ ctx, input }) => changeRole(ctx, input)),
  isSetUp: publicProcedure.output(z.object({ setUp: z.boolean() })).query(({ ctx }) => isSetUp(ctx)),
  /** First start without the demo: makes the lab and its owner, once. */
  setUp: publicProcedure
    .input(SetUpInput)
    .output(z.object({ email: z.string() }))
    .mutation(({ ctx, input }) => setUpLab(ctx, input)),
});

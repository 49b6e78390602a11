import * as z from 'zod';
import {
  InvitationIdInput,
  InvitationPage,
  InviteInput,
  JoinInput,
  ListInvitationsInput,
  MadeInvitation,
  OpenedInvitation,
  OpenInvitationInput,
} from '@/shared/schemas/invitation.ts';
import {
  Deactivated,
  DeactivateInput,
  LeaverInput,
  Leaving,
  SetGuestInput,
} from '@/shared/schemas/leaver.ts';
import {
  ChangeRoleInput,
  ListMembersInput,
  ListTeamsInput,
  Me,
  Member,
  MemberPage,
  SaveProfileInput,
  SaveTeamInput,
  SetLeadInput,
  SetUpInput,
  TeamMemberInput,
  TeamRow,
} from '@/shared/schemas/member.ts';
import {
  addToTeam,
  anonymisePerson,
  changeRole,
  deactivatePerson,
  getMe,
  invitePerson,
  isSetUp,
  joinLab,
  listInvitations,
  listMembers,
  listTeams,
  openInvitation,
  reactivatePerson,
  removeFromTeam,
  readLeaving,
  renewInvitation,
  revokeInvitation,
  saveProfile,
  saveTeam,
  setGuest,
  setLead,
  setMainTeam,
  setUpLab,
} from '../../modules/team/index.ts';
import { procedure, publicProcedure, router } from '../init.ts';

const Account = z.object({ email: z.string() });

export const teamRouter = router({
  me: procedure.output(Me).query(({ ctx }) => getMe(ctx)),
  saveProfile: procedure.input(SaveProfileInput).mutation(({ ctx, input }) => saveProfile(ctx, input)),
  members: procedure
    .input(ListMembersInput)
    .output(MemberPage)
    .query(({ ctx, input }) => listMembers(ctx, input)),
  teams: procedure
    .input(ListTeamsInput)
    .output(z.array(TeamRow))
    .query(({ ctx, input }) => listTeams(ctx, input)),
  saveTeam: procedure
    .input(SaveTeamInput)
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => saveTeam(ctx, input)),
  addToTeam: procedure.input(TeamMemberInput).mutation(({ ctx, input }) => addToTeam(ctx, input)),
  removeFromTeam: procedure.input(TeamMemberInput).mutation(({ ctx, input }) => removeFromTeam(ctx, input)),
  setLead: procedure.input(SetLeadInput).mutation(({ ctx, input }) => setLead(ctx, input)),
  setMainTeam: procedure.input(TeamMemberInput).mutation(({ ctx, input }) => setMainTeam(ctx, input)),
  changeRole: procedure
    .input(ChangeRoleInput)
    .output(Member)
    .mutation(({ ctx, input }) => changeRole(ctx, input)),
  invitations: procedure
    .input(ListInvitationsInput)
    .output(InvitationPage)
    .query(({ ctx, input }) => listInvitations(ctx, input)),
  invite: procedure
    .input(InviteInput)
    .output(MadeInvitation)
    .mutation(({ ctx, input }) => invitePerson(ctx, input)),
  renewInvitation: procedure
    .input(InvitationIdInput)
    .output(MadeInvitation)
    .mutation(({ ctx, input }) => renewInvitation(ctx, input)),
  revokeInvitation: procedure
    .input(InvitationIdInput)
    .mutation(({ ctx, input }) => revokeInvitation(ctx, input)),
  /** A mutation, so that the secret stands in no address; it changes nothing. */
  openInvitation: publicProcedure
    .input(OpenInvitationInput)
    .output(OpenedInvitation)
    .mutation(({ ctx, input }) => openInvitation(ctx, input)),
  join: publicProcedure
    .input(JoinInput)
    .output(Account)
    .mutation(({ ctx, input }) => joinLab(ctx, input)),
  leaving: procedure
    .input(LeaverInput)
    .output(Leaving)
    .query(({ ctx, input }) => readLeaving(ctx, input)),
  deactivate: procedure
    .input(DeactivateInput)
    .output(Deactivated)
    .mutation(({ ctx, input }) => deactivatePerson(ctx, input)),
  reactivate: procedure.input(LeaverInput).mutation(({ ctx, input }) => reactivatePerson(ctx, input)),
  anonymise: procedure
    .input(LeaverInput)
    .output(z.object({ name: z.string() }))
    .mutation(({ ctx, input }) => anonymisePerson(ctx, input)),
  setGuest: procedure.input(SetGuestInput).mutation(({ ctx, input }) => setGuest(ctx, input)),
  isSetUp: publicProcedure.output(z.object({ setUp: z.boolean() })).query(({ ctx }) => isSetUp(ctx)),
  /** First start without the demo: makes the lab and its owner, once. */
  setUp: publicProcedure
    .input(SetUpInput)
    .output(Account)
    .mutation(({ ctx, input }) => setUpLab(ctx, input)),
});

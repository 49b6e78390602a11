import { ADMINS, type Case, SIGNED_IN, WHO } from './rights-case.ts';

/** Ways in: before somebody is in, and of those who are. */
export const SIGN_IN_RIGHTS: Record<string, Case[]> = {
  'signIns.ways': [{ may: WHO }],
  'signIns.whoseLink': [{ may: WHO, input: () => ({ token: 'x'.repeat(43) }) }],
  'signIns.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'signIns.end': [{ may: SIGNED_IN, input: () => ({ id: 'nothing' }) }],
  'signIns.endOthers': [{ may: SIGNED_IN }],
  'signIns.makeLink': [
    { may: ADMINS, input: ({ stranger }) => ({ userId: stranger.id, clearsSecondFactor: false }) },
  ],
};

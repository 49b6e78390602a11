import { ADMINS, type Case, SIGNED_IN, WHO } from './rights-case.ts';

/** Ways in: before somebody is in, and of those who are. */
export const SIGN_IN_RIGHTS: Record<string, Case[]> = {
  'signIns.ways': [{ may: WHO }],
  'signIns.whoseLink': [{ may: WHO, input: () => ({ token: 'x'.repeat(43) }) }],
  'signIns.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'signIns.end': [{ may: SIGNED_IN, input: () => ({ id: 'nothing' }) }],
  'signIns.endOthers': [{ may: SIGNED_IN }],
  'signIns.secondFactors': [{ may: SIGNED_IN }],
  'signIns.giveCode': [{ may: SIGNED_IN, input: () => ({ code: '000000' }) }],
  'signIns.confirm': [{ may: SIGNED_IN, input: () => ({ kind: 'password', proof: 'a guess' }) }],
  'signIns.beginCodes': [{ may: SIGNED_IN }],
  'signIns.finishCodes': [{ may: SIGNED_IN, input: () => ({ code: '000000' }) }],
  'signIns.renewRecoveryCodes': [{ may: SIGNED_IN }],
  'signIns.removeCodes': [{ may: SIGNED_IN }],
  'signIns.askPasskey': [{ may: WHO }],
  'signIns.proveByPasskey': [{ may: SIGNED_IN, input: () => ({ response: '{}', sealed: 'x' }) }],
  'signIns.askNewPasskey': [{ may: SIGNED_IN }],
  'signIns.addPasskey': [{ may: SIGNED_IN, input: () => ({ response: '{}', sealed: 'x', name: 'Key' }) }],
  'signIns.renamePasskey': [{ may: SIGNED_IN, input: () => ({ id: 'nothing', name: 'Key' }) }],
  'signIns.removePasskey': [{ may: SIGNED_IN, input: () => ({ id: 'nothing' }) }],
  'signIns.secondFactorRule': [{ may: ADMINS }],
  'signIns.setSecondFactorRule': [{ may: ADMINS, input: () => ({ rule: 'off' }) }],
  'signIns.provider': [{ may: ADMINS }],
  'signIns.setProvider': [
    {
      may: ['owner'],
      input: () => ({
        name: 'Campus',
        // Nobody answers there.
        issuer: 'https://id.invalid',
        clientId: 'espalier',
        groupClaim: null,
        groupRoles: [],
        newPeopleRole: null,
        linksByEmail: false,
      }),
    },
  ],
  'signIns.removeProvider': [{ may: ['owner'] }],
  'signIns.tied': [{ may: SIGNED_IN }],
  'signIns.untie': [{ may: SIGNED_IN }],
  'signIns.makeLink': [
    { may: ADMINS, input: ({ stranger }) => ({ userId: stranger.id, clearsSecondFactor: false }) },
  ],
};

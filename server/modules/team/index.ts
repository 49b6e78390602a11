export { addMember } from './add-member.ts';
export { checkPassword } from './check-password.ts';
export { changeRole } from './change-role.ts';
export { ensureLab } from './ensure-lab.ts';
export { getMe } from './get-me.ts';
export { createAccount, hashOfPassword } from './internal.ts';
export { isSetUp } from './is-set-up.ts';
export { listMembers } from './list-members.ts';
export { setUpLab } from './set-up-lab.ts';

export { endOtherSignIns, endSignIn, listSignIns } from './own-sign-ins.ts';
export { askForLink, makeSignInLink, useSignInLink, whoseLink } from './links.ts';
export { readWaysIn } from './ways-in.ts';

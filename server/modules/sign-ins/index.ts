export { beginCodes, finishCodes, removeCodes, renewRecoveryCodes } from './codes.ts';
export { askForLink, makeOwnerLink, makeSignInLink, useSignInLink, whoseLink } from './links.ts';
export { endOtherSignIns, endSignIn, listSignIns } from './own-sign-ins.ts';
export {
  addPasskey,
  askNewPasskey,
  askPasskey,
  proveByPasskey,
  removePasskey,
  renamePasskey,
  whosePasskey,
} from './passkeys.ts';
export {
  confirmPerson,
  getSecondFactorRule,
  giveCode,
  readSecondFactors,
  setSecondFactorRule,
} from './second-factor.ts';
export { readWaysIn } from './ways-in.ts';
export { enterByProvider, tieProvider, untieProvider } from './enter-by-provider.ts';
export { beginProviderWay, openProviderWay, readProviderAnswer } from './provider.ts';
export { getProvider, readTied, removeProvider, setProvider } from './provider-settings.ts';

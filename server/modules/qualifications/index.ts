export { deleteQualification } from './delete-qualification.ts';
export { grantQualification, revokeGrant } from './grant-qualification.ts';
export { listQualifications } from './list-qualifications.ts';
export { listMissing, listNeedsOf, readWhyTheyMayNot, requireQualified } from './require-qualified.ts';
export { saveQualification } from './save-qualification.ts';

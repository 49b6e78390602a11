/** What came of a way to the sign-in service and back, where it let nobody in. */
const WORDS: Record<string, { title: string; detail: string }> = {
  stranger: {
    title: 'You are not in this lab yet.',
    detail: 'The sign-in service knows you; an admin of the lab has to add you.',
  },
  unverified: {
    title: 'Your address is not verified.',
    detail: 'The sign-in service has not checked your e-mail address, so the lab does not take it.',
  },
  deactivated: {
    title: 'Your account here is deactivated.',
    detail: 'An admin of the lab can bring it back.',
  },
  taken: {
    title: 'Somebody with your address is in this lab.',
    detail: 'Sign in as before, then tie the accounts in Settings, Account.',
  },
  tied: {
    title: 'That account is tied to somebody else here.',
    detail: 'Part it from them first (Settings, Account), or take another one.',
  },
  cancelled: { title: 'The sign-in service let nobody in.', detail: 'Try again, or take another way.' },
  lost: {
    title: 'The way back from the sign-in service was lost.',
    detail: 'It took longer than 10 minutes, or began in another browser. Try again.',
  },
  often: { title: 'Asked too often from where you are.', detail: 'Try again in an hour.' },
};

export const refusedWords = (reason: string) =>
  WORDS[reason] ?? {
    title: 'The sign-in service could not be asked.',
    detail: 'Take another way, or try again later. The portal’s log has the reason.',
  };

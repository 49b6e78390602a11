/** What the lab says of one cause of a failed session. `{machine}` and `{Machine}` stand for the machine it names. */
export type FailureCauseEntry = {
  /** What happened, as a heading without a full stop. */
  title: string;
  /** What happened, and why as far as is known. */
  sentence: string;
  /** What to do, the likeliest help first. */
  remedy: readonly string[];
  /** Starting the same session again by itself is sensible: nothing has to be changed first. */
  isTransient: boolean;
  /** Who has to act before it runs again. `reboot`: a person, by restarting the machine. */
  needs: 'nobody' | 'person' | 'reboot';
};
export type FailureCauseTable = Record<string, FailureCauseEntry>;

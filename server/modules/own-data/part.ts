import type { ServiceContext } from '../../context.ts';

/** One file of the archive, as JSON: a list of what the person has of a kind. */
export type Part = {
  file: string;
  /** What is in it, for the archive's README. */
  says: string;
  /** The columns (`Model.column`) that make a row theirs; a test holds them against the schema. */
  columns: readonly string[];
  read(ctx: ServiceContext, personId: string): AsyncIterable<unknown>;
};

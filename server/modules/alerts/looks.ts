import type { AlertKind } from '@/shared/domain/alert-kinds.ts';
import type { Sight } from '@/shared/domain/alert-machine.ts';
import type { Found } from '@/shared/domain/alert-words.ts';

/** What a rule is about: a machine, say. */
export type Subject = {
  id: string;
  kind: 'machine' | 'lab' | 'session' | 'booking' | 'project';
  name: string;
  simulated: boolean;
  /** By which a rule's scope finds it. */
  machines: readonly { id: string; catalogId: string | null }[];
  /** Whom it concerns: who keeps it, booked it, started it or is in it. */
  personIds: readonly string[];
  link: string;
};

/** One kind's look at one subject. A value is held against the rule's marks; without one it is so or it isn't. */
export type Look = Omit<Found, 'kind' | 'name'> & {
  kind: AlertKind;
  subject: Subject;
  /** Of a kind without marks, or what is so whatever the value. */
  sight: Sight | null;
  /** The value may be more: what is not over then is unknown. */
  isLowerBound?: boolean;
};

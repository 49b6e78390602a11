import * as z from 'zod';
import {
  ByteCount,
  BytesPerSecond,
  Epoch,
  Fingerprint,
  Label,
  Moment,
  Note,
  Port,
  readableList,
  Tally,
} from './bounds.ts';
import { ModelQuota } from './model-quota.ts';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

/** More than the largest published model has; their list still fits into one message. */
export const MOST_MODEL_FILES = 1000;

/** A plain name within a model's folder: no path, nothing hidden. */
export const ModelFileName = z.string().regex(/^[A-Za-z0-9_][\w.+-]{0,159}$/);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A model as agents call it. Each part is a folder's name, so none may be hidden or lead upwards. */
export const CopiedModelId = z.string().regex(/^[\w-][\w.-]{0,95}(\/[\w-][\w.-]{0,95})?$/);

/** A file of a model as its giver hashed it. */
export const ModelFile = z.object({ name: ModelFileName, bytes: ByteCount, sha256: Sha256 });
export type ModelFile = z.output<typeof ModelFile>;
export const ModelFiles = z.array(ModelFile).min(1).max(MOST_MODEL_FILES);

/** By which everything said of a copy is told from what an earlier try of it said. */
export const copyFence = { copyId: Id, attempt: Epoch };

/** How far a copy is on the machine that gets it. */
export const CopyProgress = z.object({
  ...copyFence,
  doneBytes: ByteCount,
  totalBytes: ByteCount,
  /** Over the last second or two; null where nothing has come yet. */
  bytesPerSecond: BytesPerSecond.nullable(),
  /** The file that is on its way. */
  file: z.object({ name: ModelFileName, bytes: ByteCount, doneBytes: ByteCount }).nullable(),
  filesDone: Tally,
  filesTotal: Tally,
});
export type CopyProgress = z.output<typeof CopyProgress>;

/** How a try came out. `interrupted`: what is there is kept, and another try goes on from it. */
export const CopyOutcome = z.enum(['whole', 'interrupted', 'refused']);
export type CopyOutcome = z.output<typeof CopyOutcome>;

export const CopyEnded = z.object({
  ...copyFence,
  outcome: CopyOutcome,
  /** What a person should know: why it ended, or which file came damaged and was fetched again. */
  message: Note.nullable(),
  /** What it comes from is away and may come back: a try that was cut so counts for none. */
  away: z.boolean().optional(),
  at: Moment,
});
export type CopyEnded = z.output<typeof CopyEnded>;

export const CopyOffered = z.object({ ...copyFence, port: Port, files: ModelFiles });
export type CopyOffered = z.output<typeof CopyOffered>;

/** Of a giver that hashes files it has not hashed before. */
export const CopyReading = z.object({ ...copyFence, doneBytes: ByteCount, totalBytes: ByteCount });
export type CopyReading = z.output<typeof CopyReading>;

/** A commit of a model's repository, as a hub names it. */
export const CommitId = z.string().regex(/^[0-9a-f]{40}$/);
/** A branch, a tag or a commit. */
export const HubRevision = z.string().regex(/^(?!.*\.\.)[A-Za-z0-9][\w./-]{0,95}$/);

/** What a hub outside says a model is made of, told by the machine that asked it. */
export const CopyListed = z.object({
  ...copyFence,
  commit: CommitId,
  totalBytes: ByteCount,
  filesTotal: Tally,
});
export type CopyListed = z.output<typeof CopyListed>;

/** By which an agent knows a folder of one of its disks again; no path, so that none can be asked for. */
export const DiskKey = z.string().regex(/^[0-9a-f]{24}$/);
/** A model on a disk that is attached to a machine, or in a folder that its policy.json names. */
export const FoundOnDisk = z.object({
  key: DiskKey,
  /** As it would be called by its folders. */
  modelId: z.string().max(200),
  title: Label,
  /** The disk's name, and where on it. */
  place: Label,
  folder: Label,
  /** Of the files that would come along. */
  bytes: ByteCount,
  files: Tally,
  /** As Hugging Face's cache tells it. */
  revision: CommitId.nullable(),
  /** How many of its files are compared with a hash of the hub's; the others are read back. */
  hashed: Tally,
  fingerprint: Fingerprint,
  /** Why it can't be brought: not whole, or none that runs. */
  problem: Note.nullable(),
});
export type FoundOnDisk = z.output<typeof FoundOnDisk>;

export const MOST_FOUND_ON_DISK = 200;
export const DiskLooked = z.object({
  lookId: Id,
  found: readableList(FoundOnDisk, MOST_FOUND_ON_DISK),
  /** Disks and folders that were looked at, by name. */
  places: z.array(Label).max(64),
  note: Note.nullable(),
});
export type DiskLooked = z.output<typeof DiskLooked>;

/** Both ends of one copy hear the same secret, made for it alone. */
export const CopyToken = z.string().min(32).max(128);
export const ModelOnMachine = z.object({ modelId: CopiedModelId, fingerprint: Fingerprint });

export const COPY_STATES = ['waiting', 'reading', 'copying', 'done', 'failed', 'cancelled'] as const;
export const CopyState = z.enum(COPY_STATES);
export type CopyState = z.output<typeof CopyState>;

const Place = z.object({ id: Id, name: z.string() });

/** A copy as people see it. */
export const ModelCopyView = z.object({
  id: Id,
  modelId: z.string(),
  title: z.string(),
  simulated: z.boolean(),
  to: Place,
  /** Chosen when it begins, and anew when it goes on. */
  from: Place.nullable(),
  /** From outside: where, and which commit once that is known, else what was asked for. */
  outside: z.object({ host: z.string(), revision: z.string() }).nullable(),
  /** The way it takes, in words. */
  way: z.string().nullable(),
  /** From a disk at the machine itself: which, and where on it. */
  disk: z.string().nullable(),
  state: CopyState,
  doneBytes: z.number(),
  totalBytes: z.number(),
  bytesPerSecond: z.number().nullable(),
  limitBytesPerSecond: z.number().nullable(),
  /** Its part of the lab's limit. */
  paceBytesPerSecond: z.number().nullable(),
  file: z.object({ name: z.string(), bytes: z.number(), doneBytes: z.number() }).nullable(),
  filesDone: Count,
  filesTotal: Count,
  /** Why it waits or has failed, and which file came damaged on the way. */
  note: z.string().nullable(),
  askedByName: z.string().nullable(),
  askedAt: Instant,
  endedAt: Instant.nullable(),
  canCancel: z.boolean(),
});
export type ModelCopyView = z.output<typeof ModelCopyView>;

export const ListCopiesInput = z.object({ limit: limit(50, 200) }).prefault({});
/** Copies under way, and those that ended in the last day. */
export const ModelCopies = z.object({ copies: z.array(ModelCopyView) });

const whichModel = { modelId: Text.min(1).max(200), simulated: z.boolean() };
export const CopyTargetsInput = z.object({ ...whichModel, limit: limit(200, 1000) });
/** A model that goes by the lab's rule before another one comes. */
export const Removal = z.object({
  modelId: z.string(),
  title: z.string(),
  bytes: z.number(),
  /** Null: no session that is known ran it there. */
  lastUsedAt: Instant.nullable(),
});
export type Removal = z.output<typeof Removal>;

/** A machine that lacks the model, and whether it could have it. */
export const CopyTarget = z.object({
  id: Id,
  name: z.string(),
  diskFreeBytes: z.number().nullable(),
  /** Null: it can be copied there now. */
  refusal: z.string().nullable(),
  /** From where and by which way it would come. */
  way: z.string().nullable(),
  /** What goes from there first. */
  removes: z.array(Removal),
});
export const CopyTargets = z.object({ bytes: z.number(), targets: z.array(CopyTarget) });
export type CopyTargetsView = z.output<typeof CopyTargets>;

export const CopyModelInput = z.object({
  ...whichModel,
  machineIds: z.array(Id).min(1).max(64),
  /** How much of a link it may take; null: as much as there is. */
  limitMegabytesPerSecond: z.number().int().min(1).max(100_000).nullable(),
});
export const OnOneMachineInput = z.object({ ...whichModel, machineId: Id });
export const PinModelInput = OnOneMachineInput.extend({ pinned: z.boolean() });

export const OUTSIDE_SOURCES = ['hub', 'mirror'] as const;
/** From where a model comes into the lab: Hugging Face, or the mirror that an admin has set. */
export const OutsideSource = z.enum(OUTSIDE_SOURCES);
export type OutsideSource = z.output<typeof OutsideSource>;

export const BringModelInput = z.object({
  source: OutsideSource,
  /** `organisation/name`, as it is or out of an address. */
  repo: Text.min(1).max(300),
  revision: Text.max(96).default('main'),
  machineId: Id,
  limitMegabytesPerSecond: z.number().int().min(1).max(100_000).nullable(),
});

/** Machines that a model could come to from outside, and from where. */
export const BringChoices = z.object({
  /** By the lab's rule models may go from there first, once it is known how large this one is. */
  makesRoom: z.boolean(),
  sources: z.array(z.object({ source: OutsideSource, host: z.string(), hasToken: z.boolean() })),
  machines: z.array(
    z.object({
      id: Id,
      name: z.string(),
      simulated: z.boolean(),
      diskFreeBytes: z.number().nullable(),
      refusal: z.string().nullable(),
    }),
  ),
});
export type BringChoicesView = z.output<typeof BringChoices>;

/** Where models come from, as an admin sees it; a token is never shown again. */
export const ModelSources = z.object({
  hubHost: z.string(),
  hasHubToken: z.boolean(),
  mirrorUrl: z.string().nullable(),
  hasMirrorToken: z.boolean(),
});
export type ModelSourcesView = z.output<typeof ModelSources>;

const Token = Text.max(400);
/** A token that is left out stays as it is; an empty one is removed. */
export const SetModelSourcesInput = z.object({
  mirrorUrl: Text.max(500).nullable(),
  hubToken: Token.optional(),
  mirrorToken: Token.optional(),
});

export const OnMachineInput = z.object({ machineId: Id });

/** Which machines can look at their disks. */
export const DiskMachines = z.object({
  machines: z.array(
    z.object({ id: Id, name: z.string(), simulated: z.boolean(), refusal: z.string().nullable() }),
  ),
});

/** What lies on the disks of one machine, as its agent told last. */
export const DiskLookView = z.object({
  state: z.enum(['none', 'looking', 'looked', 'silent']),
  answeredAt: Instant.nullable(),
  places: z.array(z.string()),
  note: z.string().nullable(),
  found: z.array(
    FoundOnDisk.extend({
      /** Null: it can be brought now. */
      refusal: z.string().nullable(),
      removes: z.array(Removal),
    }),
  ),
});
export type DiskLookView = z.output<typeof DiskLookView>;

export const ImportModelInput = z.object({
  machineId: Id,
  key: DiskKey,
  /** As the machine is to keep it: `organisation/name`. */
  name: Text.min(1).max(200),
});

export const MachineRoom = z.object({
  /** Of models in its agent's own folder, and in folders that people gave it. */
  ownBytes: z.number(),
  othersBytes: z.number(),
  quota: ModelQuota,
  freeBytes: z.number().nullable(),
});
export type MachineRoomView = z.output<typeof MachineRoom>;

const DayMinute = z.number().int().min(0).max(1439);
/** By which the lab makes room, and how much of its network models may take. */
export const ModelRules = z.object({
  makeRoom: z.boolean(),
  /** A booking that begins within so many days keeps its model. */
  neededDays: z.number().int().min(0).max(365),
  mayRemoveLast: z.boolean(),
  /** For all copies and downloads together; null: no limit. */
  megabytesPerSecond: z.number().int().min(1).max(100_000).nullable(),
  /** Minutes of the lab's day in which that counts; null, both: always. */
  fromMinute: DayMinute.nullable(),
  untilMinute: DayMinute.nullable(),
});
export type ModelRules = z.output<typeof ModelRules>;
export const SetModelRulesInput = ModelRules.refine(
  (it) => (it.fromMinute === null) === (it.untilMinute === null),
  'Hours have a beginning and an end.',
);
export const ModelRulesView = ModelRules.extend({
  timeZone: z.string(),
  /** Bytes a second that count now; null: none. */
  limitNow: z.number().nullable(),
});
export type ModelRulesView = z.output<typeof ModelRulesView>;

export const SetModelQuotaInput = z.object({
  machineId: Id,
  /** Null: no quota of the lab's. */
  gigabytes: z.number().int().min(0).max(1_000_000).nullable(),
});

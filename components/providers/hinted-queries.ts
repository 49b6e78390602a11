import type { QueryFilters } from '@tanstack/react-query';
import type { TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { Hint } from '@/shared/protocol/console.ts';
import type { AppRouter } from '@/server/trpc/root.ts';

/**
 * `soon`: what somebody looks at and waits for. `calmly`: long lists and sums, which many things touch: at most once
 * a second, each browser at a moment of its own, so that one change does not bring all of them at once.
 */
export type Touched = { soon: QueryFilters[]; calmly: QueryFilters[] };
type Trpc = TRPCOptionsProxy<AppRouter>;

/** The one place where a hint becomes queries to read again. Rows tell; hints only say where to look. */
export function hintedQueries(trpc: Trpc, { kind, id }: Pick<Hint, 'kind' | 'id'>): Touched {
  const lab = [
    trpc.machines.list.pathFilter(),
    trpc.machines.labNow.pathFilter(),
    trpc.lab.glance.pathFilter(),
    trpc.audit.pathFilter(),
  ];
  switch (kind) {
    case 'machine':
      return {
        soon: [
          trpc.machines.get.queryFilter({ id }),
          trpc.register.get.queryFilter({ id }),
          trpc.joins.rivals.queryFilter({ id }),
          trpc.power.machine.queryFilter({ id }),
        ],
        calmly: [
          ...lab,
          trpc.machines.evidence.queryFilter({ id }),
          trpc.planning.fit.pathFilter(),
          trpc.planning.models.pathFilter(),
          trpc.models.onMacs.pathFilter(),
          trpc.modelStore.targets.pathFilter(),
          trpc.cables.pathFilter(),
          trpc.register.list.pathFilter(),
          trpc.asset.pathFilter(),
          trpc.custody.pathFilter(),
          trpc.register.labels.pathFilter(),
        ],
      };
    case 'booking':
      return {
        soon: [
          trpc.bookings.list.pathFilter(),
          trpc.bookings.get.queryFilter({ id }),
          trpc.bookings.life.queryFilter({ id }),
          trpc.bookings.record.pathFilter(),
          trpc.bookings.extension.pathFilter(),
          trpc.bookings.requests.pathFilter(),
          trpc.bookings.request.pathFilter(),
          trpc.bookings.notices.pathFilter(),
        ],
        calmly: [
          ...lab,
          trpc.machines.get.pathFilter(),
          trpc.maintenance.pathFilter(),
          trpc.finder.pathFilter(),
          trpc.holds.pathFilter(),
        ],
      };
    case 'hold':
      return { soon: [trpc.holds.pathFilter(), trpc.waits.pathFilter()], calmly: [trpc.finder.pathFilter()] };
    case 'maintenance':
      return {
        soon: [
          trpc.bookings.maintenance.pathFilter(),
          trpc.maintenance.pathFilter(),
          trpc.machines.get.queryFilter({ id }),
        ],
        calmly: lab,
      };
    case 'notification':
      return {
        soon: [
          trpc.bookings.notices.pathFilter(),
          trpc.notifications.list.pathFilter(),
          trpc.notifications.unread.pathFilter(),
        ],
        calmly: [],
      };
    case 'alert':
      return { soon: [trpc.alerts.pathFilter()], calmly: [trpc.audit.pathFilter()] };
    case 'model-copy':
      return ofModelCopy(trpc);
    case 'booking-rule':
      return { soon: [trpc.bookingRules.pathFilter()], calmly: [trpc.audit.pathFilter()] };
    case 'qualification':
      return {
        soon: [trpc.qualifications.pathFilter(), trpc.bookingRules.may.queryFilter()],
        calmly: [trpc.audit.pathFilter()],
      };
    case 'session-queue':
      return {
        soon: [
          trpc.chat.queue.queryFilter({ sessionId: id }),
          // Each answer of a benchmark takes a place in it.
          trpc.results.sessionBenchmarks.pathFilter(),
        ],
        calmly: [],
      };
    case 'session':
      return ofSession(trpc, id, lab);
    case 'session-log':
      return { soon: [trpc.sessions.readLog.pathFilter()], calmly: [] };
    case 'conversation':
      return ofConversation(trpc, id);
    case 'lab':
    case 'member':
      return ofPeople(trpc);
  }
}

/** Who is here, and what the lab says to them. */
const ofPeople = (trpc: Trpc): Touched => ({
  soon: [trpc.team.pathFilter(), trpc.lab.notice.pathFilter()],
  calmly: [trpc.audit.pathFilter()],
});

const ofModelCopy = (trpc: Trpc): Touched => ({
  soon: [trpc.modelStore.pathFilter()],
  calmly: [trpc.models.onMacs.pathFilter(), trpc.audit.pathFilter()],
});

function ofSession(trpc: Trpc, id: string, lab: QueryFilters[]): Touched {
  return {
    soon: [
      trpc.sessions.get.queryFilter({ id }),
      trpc.sessions.howStarted.queryFilter({ id }),
      trpc.sessions.list.pathFilter(),
      trpc.sessions.outlook.pathFilter(),
      trpc.incidents.pathFilter(),
      // A chat says what state its session is in, a booking which sessions it has.
      trpc.chat.get.pathFilter(),
      trpc.bookings.get.pathFilter(),
      trpc.bookings.life.pathFilter(),
    ],
    calmly: [
      ...lab,
      trpc.machines.get.pathFilter(),
      trpc.bookings.list.pathFilter(),
      trpc.models.onMacs.pathFilter(),
    ],
  };
}

const ofConversation = (trpc: Trpc, id: string): Touched => ({
  soon: [trpc.chat.get.queryFilter({ id }), trpc.chatShelf.readLink.pathFilter()],
  calmly: [
    trpc.chat.list.pathFilter(),
    trpc.chatShelf.get.queryFilter(),
    trpc.chatShelf.unread.queryFilter(),
  ],
});

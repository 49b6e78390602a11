import { formatDay, formatDuration, formatZonedMoment } from './format.ts';
import { type Check, HOUR_MS, inHours, least, most, ofWhat, refuse, rulesFor } from './policy-rules.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;

export const checkLongest: Check = (policy, { machines, startsAt, endsAt }) => {
  const rule = least(rulesFor(policy, 'longest', machines), (it) => it.value.hours);
  const ms = endsAt.getTime() - startsAt.getTime();
  if (!rule || ms <= rule.value.hours * HOUR_MS) return null;
  const limit = inHours(rule.value.hours * HOUR_MS);
  return refuse('longest', rule, `Longest booking${ofWhat(rule)} is ${limit}; this is ${inHours(ms)}.`);
};

export const checkShortest: Check = (policy, { machines, startsAt, endsAt }) => {
  const rule = most(rulesFor(policy, 'shortest', machines), (it) => it.value.minutes);
  const ms = endsAt.getTime() - startsAt.getTime();
  if (!rule || ms >= rule.value.minutes * MINUTE_MS) return null;
  const limit = formatDuration(rule.value.minutes * MINUTE_MS);
  return refuse(
    'shortest',
    rule,
    `Shortest booking${ofWhat(rule)} is ${limit}; this is ${formatDuration(ms)}. Choose a later end.`,
  );
};

export const checkNotice: Check = (policy, { machines, startsAt }, now) => {
  const rule = most(rulesFor(policy, 'notice', machines), (it) => it.value.minutes);
  if (!rule || startsAt.getTime() >= now.getTime() + rule.value.minutes * MINUTE_MS) return null;
  const first = new Date(now.getTime() + rule.value.minutes * MINUTE_MS);
  const limit = formatDuration(rule.value.minutes * MINUTE_MS);
  const at = formatZonedMoment(first, policy.timeZone, now);
  return refuse(
    'notice',
    rule,
    `Bookings${ofWhat(rule)} are made ${limit} ahead at least: the first start is ${at}.`,
  );
};

export const checkHorizon: Check = (policy, { machines, startsAt }, now) => {
  const rule = least(rulesFor(policy, 'horizon', machines), (it) => it.value.days);
  if (!rule || startsAt.getTime() <= now.getTime() + rule.value.days * DAY_MS) return null;
  const last = new Date(now.getTime() + rule.value.days * DAY_MS);
  return refuse(
    'horizon',
    rule,
    `Bookings${ofWhat(rule)} open ${rule.value.days} days ahead, until ${formatDay(last, policy.timeZone, now)}. Choose an earlier start.`,
  );
};

export const checkMachines: Check = (policy, { machines }) => {
  const rule = least(rulesFor(policy, 'machines', machines), (it) => it.value.count);
  if (!rule || machines.length <= rule.value.count) return null;
  return refuse(
    'machines',
    rule,
    `One booking${ofWhat(rule)} has ${rule.value.count} ${rule.value.count === 1 ? 'machine' : 'machines'} at most; this has ${machines.length}.`,
  );
};

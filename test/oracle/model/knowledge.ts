/** What is known at a moment: the facts recorded by then, read one after the other. A later record takes the place of an earlier one. */
import { hadLeft, hasBegun, inCohortOn, isMember, onLeave, passesOn } from './belonging.js';
import { danishDay, plusDays } from './dates.js';
import type { Fact, HalfDay, Moment, Part, Presence, PresenceEntry } from './facts.js';
import { get, keyOf, PARTS, type Knowledge, type Meeting } from './known.js';
import { usualIssue } from './progress.js';

export function whatIsKnown(facts: readonly Fact[], at: Moment): Knowledge {
  const known: Knowledge = {
    engagements: new Map(),
    days: new Map(),
    people: new Map(),
    marks: new Map(),
    groups: new Map(),
    meetings: new Map(),
  };
  for (const fact of facts) if (fact.at <= at) learn(known, fact);
  return known;
}

function learn(known: Knowledge, fact: Fact): void {
  switch (fact.kind) {
    case 'engagement':
      known.engagements.set(fact.id, fact);
      return;
    case 'cohort':
      return;
    case 'day laid':
      known.days.set(fact.id, { ...fact, cancelled: false });
      return;
    case 'day moved':
      Object.assign(get(known.days, fact.id), { date: fact.date, cancelled: false });
      return;
    case 'day cancelled':
      get(known.days, fact.id).cancelled = true;
      return;
    case 'enrolled':
      known.people.set(fact.id, {
        enrolled: fact,
        stays: fact.cohort === null ? [] : [{ ...fact, cohort: fact.cohort }],
        leavings: [],
        reuseApproved: false,
        transfers: [],
        leaves: new Map(),
        tasks: new Map(),
        everTask: false,
        attempts: [],
        dispensations: new Map(),
        certificates: [],
      });
      return;
    case 'assigned':
      get(known.people, fact.enrolment).stays.push(fact);
      return;
    case 'left': {
      const person = get(known.people, fact.enrolment);
      const already = person.leavings.at(-1)?.as;
      const as = already ?? (hasBegun(known, person, fact.on, fact.at) ? 'WITHDRAWN' : 'CANCELLED');
      const today = danishDay(fact.at);
      const passes = fact.mayApprove || passesOn(known, person, fact.on > today ? fact.on : today);
      const release = as === 'CANCELLED' || (fact.release ?? passes);
      person.leavings.push({ ...fact, as, release });
      return;
    }
    case 'reuse approved':
      get(known.people, fact.enrolment).reuseApproved = true;
      return;
    case 'replaced':
      get(known.people, fact.enrolment).leavings.push({ ...fact, as: 'REPLACED', release: true });
      return;
    case 'transferred':
      get(known.people, fact.enrolment).transfers.push(fact);
      return;
    case 'leave':
      get(known.people, fact.enrolment).leaves.set(fact.id, fact);
      return;
    case 'leave cancelled':
      get(known.people, fact.enrolment).leaves.delete(fact.id);
      return;
    case 'sheet':
      recordSheet(known, fact);
      return;
    case 'attendance corrected': {
      const mark = get(known.marks, keyOf(fact.enrolment, fact));
      mark.state = fact.state;
      mark.makesUp = fact.state === 'PRESENT' ? mark.madeUpBefore : null;
      return;
    }
    case 'task': {
      const person = get(known.people, fact.enrolment);
      person.tasks.set(fact.id, fact);
      person.everTask = true;
      return;
    }
    case 'task withdrawn':
      get(known.people, fact.enrolment).tasks.delete(fact.id);
      return;
    case 'group':
      known.groups.set(
        fact.id,
        fact.members.map((enrolment) => ({ enrolment, from: null, to: null })),
      );
      return;
    case 'group joined':
      get(known.groups, fact.id).push({ enrolment: fact.enrolment, from: fact.from, to: null });
      return;
    case 'group left':
      for (const member of get(known.groups, fact.id))
        if (member.enrolment === fact.enrolment && isMember(member, plusDays(fact.on, -1)))
          member.to = fact.on;
      return;
    case 'meeting planned':
      known.meetings.set(fact.id, {
        id: fact.id,
        group: fact.group,
        plannedStart: fact.startsAt,
        plannedEnd: fact.endsAt,
        cancelled: false,
        held: null,
        attendees: new Map(),
      });
      return;
    case 'meeting moved':
      Object.assign(get(known.meetings, fact.id), { plannedStart: fact.startsAt, plannedEnd: fact.endsAt });
      return;
    case 'meeting cancelled':
      get(known.meetings, fact.id).cancelled = true;
      return;
    case 'meeting held':
      holdMeeting(known, fact);
      return;
    case 'presence corrected': {
      attend(get(known.meetings, fact.meeting), fact);
      return;
    }
    case 'attempt':
      get(known.people, fact.enrolment).attempts.push({
        on: get(known.days, fact.day).date,
        outcome: fact.outcome,
      });
      return;
    case 'certificate':
      get(known.people, fact.enrolment).certificates.push({
        number: fact.number,
        turns: [{ on: fact.issuedOn ?? usualIssue(known, fact.enrolment, fact.at), holds: true }],
      });
      return;
    case 'certificate revoked':
    case 'certificate reinstated': {
      const all = [...known.people.values()].flatMap((person) => person.certificates);
      const turn = { on: fact.on, holds: fact.kind === 'certificate reinstated' };
      all.find((each) => each.number === fact.number)?.turns.push(turn);
      return;
    }
    case 'dispensation':
      get(known.people, fact.enrolment).dispensations.set(fact.id, fact);
      return;
    case 'dispensation ended': {
      const { dispensations } = get(known.people, fact.enrolment);
      const until = plusDays(fact.on, -1);
      dispensations.set(fact.id, { ...get(dispensations, fact.id), until });
    }
  }
}

/** A15: what is said of those who are named; the default for everybody else in the cohort that day, where nothing is recorded. */
function recordSheet(known: Knowledge, sheet: Fact & { kind: 'sheet' }): void {
  const day = get(known.days, sheet.day);
  const write = (enrolment: string, part: Part, state: Presence, makesUp: HalfDay | null) => {
    const key = keyOf(enrolment, { day: day.id, part });
    const before = known.marks.get(key)?.madeUpBefore ?? null;
    const target = state === 'PRESENT' ? makesUp : null;
    known.marks.set(key, {
      enrolment,
      day: day.id,
      part,
      state,
      makesUp: target,
      madeUpBefore: target ?? before,
    });
  };
  const named = new Set<string>();
  for (const entry of sheet.entries)
    for (const part of entry.part === null ? PARTS : [entry.part]) {
      named.add(keyOf(entry.enrolment, { day: day.id, part }));
      write(entry.enrolment, part, entry.state, entry.makesUp);
    }
  if (sheet.default === null) return;
  for (const person of known.people.values())
    if (inCohortOn(person, day.cohort, day.date) && !onLeave(person, day.date))
      for (const part of PARTS) {
        const key = keyOf(person.enrolled.id, { day: day.id, part });
        if (!named.has(key) && !known.marks.has(key)) write(person.enrolled.id, part, sheet.default, null);
      }
}

function holdMeeting(known: Knowledge, fact: Fact & { kind: 'meeting held' }): void {
  const meeting = get(known.meetings, fact.id);
  meeting.held = { start: fact.startedAt, end: fact.endedAt, breaks: fact.breakMinutes };
  for (const entry of fact.presences) attend(meeting, entry);
  if (!fact.allPresent) return;
  const day = danishDay(fact.startedAt);
  for (const member of known.groups.get(meeting.group) ?? []) {
    const person = get(known.people, member.enrolment);
    const there = isMember(member, day) && !hadLeft(person, day) && !onLeave(person, day);
    if (there && !meeting.attendees.has(member.enrolment))
      attend(meeting, { enrolment: member.enrolment, from: null, to: null, absent: false });
  }
}

function attend({ attendees }: Meeting, { enrolment, from, to, absent }: PresenceEntry): void {
  const everPresent = !absent || (attendees.get(enrolment)?.everPresent ?? false);
  attendees.set(enrolment, { from, to, absent, everPresent });
}

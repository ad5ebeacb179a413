/** From what an input says about the people at a meeting to what is to be recorded about each of them. */
import type { Instant } from '../../domain/calendar.js';
import { invalidInput, Refused, type InputProblem } from '../../domain/refusal.js';
import type { SupervisionPresenceInput } from './dto/presence.inputs.js';
import type { MemberRow, Participant } from './group.repository.js';

/** One person at one meeting; times null = the meeting's own. */
export interface PresenceEntry {
  readonly enrolmentId: string;
  readonly fromAt: Instant | null;
  readonly toAt: Instant | null;
  readonly absent: boolean;
  readonly guest: boolean;
}

/** Those that the input names. Refuses all at once, with their places, entries that cannot be; then strangers (V16). */
export function readSheet(
  named: readonly SupervisionPresenceInput[],
  participants: readonly Participant[],
): PresenceEntry[] {
  const known = new Map(participants.map((each) => [each.enrolmentId, each]));
  const ids = named.map((said) => said.enrolmentId);
  const problems = named.flatMap((said, index): InputProblem[] => {
    const path = `presences.${index}`;
    if (ids.indexOf(said.enrolmentId) < index)
      return [{ path, message: 'is named in an earlier entry already' }];
    const problem = contradiction(said) ?? guestProblem(said, known.get(said.enrolmentId));
    return problem === null ? [] : [{ path: `${path}.${problem.path}`, message: problem.message }];
  });
  if (problems.length > 0) throw invalidInput(...problems);
  const stranger = named.findIndex((said) => isStranger(said, known.get(said.enrolmentId)));
  if (stranger >= 0) throw notAMember(`presences.${stranger}`);
  return named.map(toEntry);
}

/**
 * What a correction says. Whoever was not there by the earlier record (null = there is none) and was there after all is
 * held to the same rule of membership as on the sheet (V16), and so is whoever is added as absent. A guest stays one,
 * except that somebody recorded as an absent guest who was a member on the day was there as a member.
 */
export function readCorrection(
  said: SupervisionPresenceInput,
  earlier: Pick<PresenceEntry, 'absent' | 'guest'> | null,
  participant: Participant | undefined,
): PresenceEntry {
  const comes = earlier === null || (earlier.absent && !said.absent);
  const problem = contradiction(said) ?? (comes ? guestProblem(said, participant) : null);
  if (problem !== null) throw invalidInput(problem);
  const wasGuest = earlier?.guest ?? false;
  if (!comes) return { ...toEntry(said), guest: wasGuest };
  const guest = said.guest ?? (wasGuest && !participant?.member);
  if (isStranger({ guest }, participant)) throw notAMember('enrolmentId');
  return { ...toEntry(said), guest };
}

/**
 * The members whom nobody named were there all the time. Not so whoever is on leave, has sent an apology or was erased:
 * nothing turns into presence by itself (Decision 3).
 */
export function everybodyElse(
  members: readonly MemberRow[],
  entries: readonly PresenceEntry[],
  leftOut: readonly string[],
): PresenceEntry[] {
  const named = new Set(entries.map((entry) => entry.enrolmentId));
  return members
    .filter(
      ({ enrolmentId, onLeave }) => !onLeave && !named.has(enrolmentId) && !leftOut.includes(enrolmentId),
    )
    .map(({ enrolmentId }) => ({ enrolmentId, fromAt: null, toAt: null, absent: false, guest: false }));
}

/** Refuses a day on which somebody who was there as a member was none (V16), or as a guest could not have been (L12). */
export function requireMembersStill(
  present: readonly Pick<PresenceEntry, 'enrolmentId' | 'guest'>[],
  participants: readonly Participant[],
): void {
  const known = new Map(participants.map((each) => [each.enrolmentId, each]));
  const strangers = present.filter((each) => isStranger(each, known.get(each.enrolmentId)));
  if (strangers.some((each) => !each.guest)) throw notAMember('startedAt');
  if (strangers.length > 0)
    throw invalidInput({
      path: 'startedAt',
      message: `not enrolled on the track of this group on this day: ${strangers.length} of the guests`,
    });
}

function contradiction({ from, to, absent }: SupervisionPresenceInput): InputProblem | null {
  if (absent && (from || to)) return { path: 'absent', message: 'goes without times' };
  return from && to && from >= to ? { path: 'to', message: 'must be after `from`' } : null;
}

/** A guest comes from another group of the same track (L12): minutes credit exactly one track (V15). */
function guestProblem(
  { guest }: SupervisionPresenceInput,
  participant: Participant | undefined,
): InputProblem | null {
  if (!guest || participant === undefined) return null;
  if (participant.member) return { path: 'guest', message: 'is a member of the group on this day' };
  return participant.mayBeGuest
    ? null
    : { path: 'enrolmentId', message: 'is not enrolled on the track of this group on this day' };
}

/** Neither a member on the day, nor a guest who may be one. */
function isStranger({ guest }: { guest?: boolean | null }, participant: Participant | undefined): boolean {
  return participant === undefined || (!participant.member && !(guest && participant.mayBeGuest));
}

function notAMember(path: string): Refused {
  return new Refused({
    code: 'NOT_A_MEMBER',
    message: `${path}: is not a member of the group on the day of the meeting. A guest needs \`guest: true\`.`,
  });
}

function toEntry({ enrolmentId, from, to, absent, guest }: SupervisionPresenceInput): PresenceEntry {
  return {
    enrolmentId,
    fromAt: from ?? null,
    toAt: to ?? null,
    absent: absent ?? false,
    guest: guest ?? false,
  };
}

import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { groupBy } from '../../domain/group-by.js';
import { duplicate, Refused } from '../../domain/refusal.js';
import { presencesOverlap } from '../../domain/credit.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { PresenceEntity } from '../../storage/supervision.entity.js';
import { Settlement } from '../certification/index.js';
import type { PresenceEntry } from './presence-sheet.js';
import { toFact } from './presence-times.js';
import { PresenceRepository, type PresenceRow, type SimultaneousPresence } from './presence.repository.js';

/** What is to be written about a held meeting. */
export interface NewRecords {
  readonly action: 'supervisionMeetingHold' | 'supervisionCorrect' | 'supervisionMeetingCorrect';
  readonly meetingId: string;
  readonly entries: readonly PresenceEntry[];
  /** Records of this meeting; an entry takes the place of that of the same enrolment. */
  readonly supersedes: readonly PresenceRow[];
  readonly reason: string | null;
  readonly acceptOverlap: boolean;
}

/** Writes who was at a meeting, and what follows from it. Nothing is overwritten (Decision 2). Inside a unit of work. */
@Injectable()
export class PresenceRecords {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly presences: PresenceRepository,
    private readonly settlement: Settlement,
  ) {}

  /**
   * Refuses presence of a person who was at another meeting at the same time, unless that is accepted: then the rulebook
   * credits the time once (V12). Settles everybody whose minutes can have changed, also on other tracks.
   */
  async write(actor: Actor, records: NewRecords): Promise<void> {
    const { meetingId, acceptOverlap } = records;
    const written = await this.insert(actor, records);
    const simultaneous = await this.presences.simultaneous(meetingId);
    if (!acceptOverlap) refuseOverlap(written, simultaneous);
    await this.settle(actor, meetingId, simultaneous);
  }

  /**
   * The same when the times of the meeting change instead, by `change`: refused as if everybody's presence had been written
   * anew, and settled also for those who shared time with the meeting only before.
   */
  async whenTimesChange(
    actor: Actor,
    meetingId: string,
    acceptOverlap: boolean,
    change: () => Promise<void>,
  ): Promise<void> {
    const before = await this.presences.simultaneous(meetingId);
    await change();
    const simultaneous = await this.presences.simultaneous(meetingId);
    const here = simultaneous.filter((each) => each.meetingId === meetingId);
    if (!acceptOverlap) refuseOverlap(new Set(here.map((each) => each.id)), simultaneous);
    await this.settle(actor, meetingId, [...before, ...simultaneous]);
  }

  /** Who is not there by itself: who has sent an apology and not taken it back, and members who were erased. */
  async leftOut(meetingId: string): Promise<string[]> {
    return this.presences.leftOut(meetingId);
  }

  private async settle(
    actor: Actor,
    meetingId: string,
    simultaneous: readonly SimultaneousPresence[],
  ): Promise<void> {
    const here = await this.presences.enrolmentsAt(meetingId);
    const all = new Set([...here, ...simultaneous.map((each) => each.enrolmentId)]);
    await this.settlement.settle(actor, [...all]);
  }

  /**
   * Answers the ids of the new records. What follows from them is not looked at here: that is for `write`, and for
   * `whenTimesChange` about what is recorded inside it.
   */
  async insert(actor: Actor, records: Omit<NewRecords, 'acceptOverlap'>): Promise<ReadonlySet<string>> {
    const { action, meetingId, entries, reason } = records;
    if (entries.length === 0) return new Set();
    const earlier = new Map(records.supersedes.map((each) => [each.enrolmentId, each]));
    const recordedAt = this.clock.now();
    await this.supersede(
      entries.flatMap((entry) => earlier.get(entry.enrolmentId)?.id ?? []),
      recordedAt,
    );
    const rows = entries.map((entry) => ({
      id: newId('fact'),
      meetingId,
      ...entry,
      reason,
      recordedAt,
      recordedBy: actor.subject,
      supersededAt: null,
    }));
    await this.store.insert(PresenceEntity, rows);
    await this.audit.record(
      actor,
      ...entries.map((entry) => ({
        action,
        subjectId: entry.enrolmentId,
        before: auditText(meetingId, earlier.get(entry.enrolmentId)),
        after: auditText(meetingId, entry),
        reason,
      })),
    );
    return new Set(rows.map((row) => row.id));
  }

  private async supersede(ids: readonly string[], at: string): Promise<void> {
    if (ids.length === 0) return;
    const changed = await this.store.change(
      sql`UPDATE presence SET superseded_at = ${at} WHERE id IN ${among(ids)} AND superseded_at IS NULL`,
    );
    if (changed !== ids.length)
      throw duplicate('Somebody else has just corrected this. Look again before you repeat it.', []);
  }
}

function auditText(meetingId: string, entry: PresenceEntry | undefined) {
  if (entry === undefined) return null;
  const { fromAt, toAt, absent, guest } = entry;
  return { meetingId, from: fromAt, to: toAt, absent, guest };
}

/** V12, for the records just written: one person cannot be in two places. */
function refuseOverlap(written: ReadonlySet<string>, all: readonly SimultaneousPresence[]): void {
  const others = [...groupBy(all, (each) => each.personId).values()].flatMap((own) => {
    const facts = own.map(toFact);
    const fresh = facts.filter((fact) => written.has(fact.id));
    return facts.filter((fact) => fresh.some((one) => one.id !== fact.id && presencesOverlap(one, fact)));
  });
  const meetingIds = [...new Set(others.map((fact) => fact.meeting.id))];
  if (meetingIds.length > 0)
    throw new Refused({
      code: 'OVERLAP',
      message:
        'Somebody was at another supervision meeting at the same time. Correct the times, or set `acceptOverlap` to record both and credit the time once.',
      with: meetingIds,
    });
}

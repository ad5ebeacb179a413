import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { SEATED } from '../../domain/enrolment.js';
import type { Track } from '../../domain/programme.js';
import { invalidInput, invalidState, notFound, Refused } from '../../domain/refusal.js';
import { gate, type RequirementAnswer } from '../../domain/requirements.js';
import { Idempotency } from '../../storage/idempotency.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { CohortService, CourseDayService, type CourseDayRow } from '../cohort/index.js';
import { EnrolmentService, type EnrolmentRow } from '../enrolment/index.js';
import { asOf, ProgressService, type ProgressAnswer } from '../progress/index.js';
import { AttemptLog, type AttemptRow } from './attempt.log.js';
import type { CertificationAttemptRecordInput } from './dto/attempt.dto.js';
import { Settlement } from './settlement.service.js';

const ACTION = 'certificationAttemptRecord';

export interface RecordedAttempt {
  readonly attempt: AttemptRow;
  /** Open requirements that are only pointed out at this step. */
  readonly warnings: readonly RequirementAnswer[];
}

/** Attempts at certification. Numbered without a gap, never deleted, none after a pass (V27, L13). */
@Injectable()
export class AttemptService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly idempotency: Idempotency,
    private readonly days: CourseDayService,
    private readonly cohorts: CohortService,
    private readonly enrolments: EnrolmentService,
    private readonly progress: ProgressService,
    private readonly attempts: AttemptLog,
    private readonly settlement: Settlement,
  ) {}

  /** A missing video never holds it up (V21). */
  async record(actor: Actor, input: CertificationAttemptRecordInput): Promise<RecordedAttempt> {
    return this.unitOfWork.run(async () => {
      const day = await this.days.requireOwn(actor, ACTION, input.courseDayId);
      const enrolment = await this.enrolments.require(actor, ACTION, input.enrolmentId);
      const earlier = await this.attempts.findOfEnrolments([enrolment.id]);
      const progress = await this.progressOf(enrolment.id);
      const { blocked, warned } = gate('CERTIFICATION_DAY', progress.track, progress.requirements);
      const key = input.idempotencyKey;
      const { before, id } = await this.idempotency.answeredWith(
        actor,
        ACTION,
        key,
        input,
        'certificationAttempt',
      );
      if (before) return { attempt: sameAttempt(earlier, id, input), warnings: warned };

      this.requireHeldCertificationDay(day);
      const cohort = await this.cohorts.requireOwn(actor, ACTION, day.cohortId);
      if (cohort.programmeKey !== enrolment.programmeKey || cohort.trackKey !== enrolment.trackKey)
        throw invalidInput({ path: 'enrolmentId', message: 'is on another track than this day' });
      requireCandidate(enrolment, progress.track);
      requireRoom(earlier, progress.track, day.date);
      if (blocked.length > 0)
        throw new Refused({
          code: 'REQUIREMENTS_UNMET',
          message: 'A requirement that this step waits for is open.',
          unmet: blocked,
        });
      const attempt = await this.attempts.add(actor, {
        id,
        enrolmentId: enrolment.id,
        courseDayId: day.id,
        number: (earlier.at(-1)?.number ?? 0) + 1,
        outcome: input.outcome,
        video: input.video,
        assessor: input.assessor ?? null,
        alternativeBasis: input.alternativeBasis ?? null,
        heldOn: day.date as LocalDate,
      });
      await this.settlement.settle(actor, [enrolment.id]);
      return { attempt, warnings: warned };
    });
  }

  private async progressOf(enrolmentId: string): Promise<ProgressAnswer> {
    const answers = await this.progress.answers([enrolmentId], asOf(null, this.clock));
    const answer = answers.get(enrolmentId);
    if (answer === undefined) throw notFound('enrolment');
    return answer;
  }

  private requireHeldCertificationDay(day: CourseDayRow): void {
    if (day.type !== 'CERTIFICATION_DAY')
      throw invalidInput({ path: 'courseDayId', message: 'is not a certification day' });
    if (day.cancelled) throw invalidState('This day is cancelled.', 'CANCELLED', ['PLANNED', 'HELD']);
    if (day.date > this.clock.today())
      throw invalidInput({ path: 'courseDayId', message: 'is a day that lies ahead' });
  }
}

function requireCandidate(enrolment: EnrolmentRow, track: Track): void {
  if (track.certification === null)
    throw invalidState('This track has no certification.', enrolment.status, []);
  if (!SEATED.includes(enrolment.status))
    throw invalidState('Only somebody who holds a seat can be assessed.', enrolment.status, SEATED);
}

/** Whether one more attempt may follow those there are. */
function requireRoom(earlier: readonly AttemptRow[], track: Track, date: string): void {
  const last = earlier.at(-1);
  if (last === undefined) return;
  if (last.outcome === 'PASSED')
    throw invalidState('The assessment is passed already; no attempt follows a pass.', 'PASSED', []);
  const maxAttempts = track.certification?.maxAttempts ?? null;
  if (maxAttempts !== null && earlier.length >= maxAttempts)
    throw invalidState(`All ${maxAttempts} attempts that the rules allow are used.`, 'FAILED', []);
  if (date < last.heldOn)
    throw invalidInput({ path: 'courseDayId', message: 'is a day before that of the previous attempt' });
}

/**
 * What the same request wrote when it came the first time. Under a key of an earlier release, when no id followed from it:
 * the latest that says the same.
 */
function sameAttempt(
  earlier: readonly AttemptRow[],
  id: string,
  input: CertificationAttemptRecordInput,
): AttemptRow {
  const saysTheSame = (each: AttemptRow) =>
    each.courseDayId === input.courseDayId &&
    each.outcome === input.outcome &&
    each.video === input.video &&
    each.assessor === (input.assessor ?? null) &&
    each.alternativeBasis === (input.alternativeBasis ?? null);
  const attempt = earlier.find((each) => each.id === id) ?? earlier.findLast(saysTheSame);
  if (attempt === undefined) throw new Error('An idempotency key without its attempt');
  return attempt;
}

import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { CertificateStatus } from '../../domain/certificate.js';
import type { EnrolmentStatus } from '../../domain/enrolment.js';
import { groupBy } from '../../domain/group-by.js';
import { EnrolmentRepository } from '../enrolment/index.js';
import { asOf, ProgressService, type ProgressAnswer } from '../progress/index.js';
import { CertificateRepository } from './certificate.repository.js';
import { standingOf } from './certification.mapper.js';

export interface CertificateMark {
  readonly number: string;
  readonly version: number;
  readonly status: CertificateStatus;
}

/** Everything about one enrolment that a correction can move. */
export interface EffectStanding {
  readonly status: EnrolmentStatus;
  readonly certified: boolean;
  readonly completed: boolean;
  readonly attendedHalfDays: number;
  readonly madeUpHalfDays: number;
  readonly missedHalfDays: number;
  readonly creditedMinutes: number;
  readonly remainingMinutes: number | null;
  readonly requirements: ProgressAnswer['requirements'];
  /** Every version there is, the first issued first. */
  readonly certificates: readonly CertificateMark[];
}

export interface EnrolmentEffect {
  readonly enrolmentId: string;
  readonly before: EffectStanding;
  readonly after: EffectStanding;
}

export interface Effects {
  /** Of the enrolments that the actor could see before, in the order of their ids. */
  readonly effects: readonly EnrolmentEffect[];
  /** How many more are affected that the actor could not see. */
  readonly othersAffected: number;
}

/**
 * What a correction changes, and for whom: the answers before it and after it, compared. A rehearsal (`UnitOfWork.preview`)
 * and the real run come through here with the same work, so they cannot differ.
 */
@Injectable()
export class CorrectionEffects {
  constructor(
    private readonly clock: Clock,
    private readonly progress: ProgressService,
    private readonly enrolments: EnrolmentRepository,
    private readonly certificates: CertificateRepository,
  ) {}

  /**
   * Inside a unit of work. Looks at every enrolment of these people: nobody else’s answers can move, and time that is
   * credited once over all tracks can move on another track than the corrected one (V12).
   */
  async around(actor: Actor, personIds: readonly string[], correct: () => Promise<void>): Promise<Effects> {
    const ids = await this.enrolments.idsOfPeople(personIds);
    const reach = reachOf(actor, 'enrolment');
    const visible = new Set((await this.enrolments.findVisible(reach, ids)).map((row) => row.id));
    const before = await this.standings(ids);
    await correct();
    const after = await this.standings(ids);
    const moved = ids.flatMap((enrolmentId) => {
      const [one, other] = [before.get(enrolmentId), after.get(enrolmentId)];
      const same = one === undefined || other === undefined || JSON.stringify(one) === JSON.stringify(other);
      return same ? [] : [{ enrolmentId, before: one, after: other }];
    });
    const effects = moved.filter((effect) => visible.has(effect.enrolmentId));
    return { effects, othersAffected: moved.length - effects.length };
  }

  private async standings(ids: readonly string[]): Promise<ReadonlyMap<string, EffectStanding>> {
    const answers = await this.progress.answers(ids, asOf(null, this.clock));
    const rows = await this.certificates.findOfEnrolments(ids);
    const today = this.clock.today();
    const certificates = groupBy(rows, (row) => row.enrolmentId);
    const found = new Map<string, EffectStanding>();
    for (const { id, status } of await this.enrolments.find(ids)) {
      const answer = answers.get(id);
      if (answer === undefined) continue;
      const marks = (certificates.get(id) ?? []).map((row) => {
        const { number, version } = row;
        return { number, version, status: standingOf(row, today).status };
      });
      found.set(id, standing(status, answer, marks));
    }
    return found;
  }
}

function standing(
  status: EnrolmentStatus,
  { attendance, supervision, requirements, certified, completed }: ProgressAnswer,
  certificates: readonly CertificateMark[],
): EffectStanding {
  return {
    status,
    certified,
    completed,
    attendedHalfDays: attendance.attendedHalfDays,
    madeUpHalfDays: attendance.madeUpHalfDays,
    missedHalfDays: attendance.missed.length,
    creditedMinutes: supervision.creditedMinutes,
    remainingMinutes: supervision.remainingMinutes,
    requirements,
    certificates,
  };
}

import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { SEATED } from '../../domain/enrolment.js';
import { groupBy } from '../../domain/group-by.js';
import { gate, type GateAnswer } from '../../domain/requirements.js';
import { BatchLoader, grouped } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { EnrolmentLoader, type Enrolment } from '../enrolment/index.js';
import { Rulebook } from '../programme/index.js';
import { asOf, ProgressService, toRequirement, type ProgressAnswer } from '../progress/index.js';
import { AttemptLog, type AttemptRow } from './attempt.log.js';
import { CandidateRepository, type CertificationDayRow } from './candidate.repository.js';
import { toAttempt } from './certification.mapper.js';
import { VideoStatus } from './dto/attempt.dto.js';
import { CertificationCandidate, CertificationResult, CohortCertification } from './dto/candidate.model.js';

/** By course day: the candidates whom the actor may see (Q4, Q5). Empty for days that are not for certification. */
@Injectable()
export class CandidatesLoader extends BatchLoader<CertificationCandidate[]> {
  constructor(
    private readonly candidates: CandidateRepository,
    private readonly attempts: AttemptLog,
    private readonly progress: ProgressService,
    private readonly enrolments: EnrolmentLoader,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(context: RequestContext, courseDayIds: readonly string[]) {
    const rows = await this.candidates.ofDays(reachOf(actorOf(context), 'enrolment'), courseDayIds);
    const ids = [...new Set(rows.map((row) => row.enrolmentId))];
    const answers = await this.progress.answers(ids, asOf(null, this.clock));
    const attempts = groupBy(await this.attempts.findOfEnrolments(ids), (row) => row.enrolmentId);
    const enrolments = await visible(this.enrolments, context, ids);
    return grouped(courseDayIds, rows, (row) => row.askedFor).map((own) =>
      own.flatMap(({ askedFor, enrolmentId }) => {
        const [answer, enrolment] = [answers.get(enrolmentId), enrolments.get(enrolmentId)];
        if (answer === undefined || enrolment === undefined) return [];
        const onDay = (attempts.get(enrolmentId) ?? []).filter((each) => each.courseDayId === askedFor);
        return [toCandidate(enrolment, answer, onDay)];
      }),
    );
  }
}

/** By cohort: how the attempts of its people went, as far as the actor may see them (Q7). */
@Injectable()
export class CohortCertificationLoader extends BatchLoader<CohortCertification> {
  constructor(
    private readonly candidates: CandidateRepository,
    private readonly attempts: AttemptLog,
    private readonly enrolments: EnrolmentLoader,
    private readonly rulebook: Rulebook,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(context: RequestContext, cohortIds: readonly string[]) {
    const rows = await this.candidates.ofCohorts(reachOf(actorOf(context), 'enrolment'), cohortIds);
    const ids = rows.map((row) => row.enrolmentId);
    const attempts = groupBy(await this.attempts.findOfEnrolments(ids), (row) => row.enrolmentId);
    const days = groupBy(
      await this.candidates.daysAhead(cohortIds, this.clock.today()),
      (day) => day.cohortId,
    );
    const enrolments = await visible(this.enrolments, context, ids);
    return grouped(cohortIds, rows, (row) => row.askedFor).map((own) =>
      summary(
        own.flatMap(({ askedFor, enrolmentId }) => {
          const enrolment = enrolments.get(enrolmentId);
          const ahead = days.get(askedFor) ?? [];
          return enrolment === undefined
            ? []
            : [this.result(enrolment, attempts.get(enrolmentId) ?? [], ahead)];
        }),
      ),
    );
  }

  /** A retry is booked for whoever failed, still has a seat and an attempt left, and has a day ahead. */
  private result(
    enrolment: Enrolment,
    attempts: readonly AttemptRow[],
    ahead: readonly CertificationDayRow[],
  ): CertificationResult {
    const { programmeKey, ruleVersion, trackKey, status } = enrolment;
    const rule = this.rulebook.track(programmeKey, ruleVersion, trackKey).certification;
    const last = attempts.at(-1);
    const room = attempts.length < (rule?.maxAttempts ?? Infinity) && SEATED.includes(status);
    const retry = ahead.find((day) => room && last?.outcome === 'FAILED' && day.date > last.heldOn);
    return Object.assign(new CertificationResult(), {
      enrolment,
      attempts: attempts.map(toAttempt),
      passed: last?.outcome === 'PASSED',
      retryDayId: retry?.id ?? null,
    });
  }
}

async function visible(
  loader: EnrolmentLoader,
  context: RequestContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Enrolment>> {
  return new Map((await loader.loadVisible(context, ids)).map((each) => [each.id, each]));
}

function toCandidate(
  enrolment: Enrolment,
  answer: ProgressAnswer,
  onDay: readonly AttemptRow[],
): CertificationCandidate {
  const { blocked, warned } = certificationGate(answer);
  const video = onDay.at(-1)?.video ?? null;
  return Object.assign(new CertificationCandidate(), {
    enrolment,
    ready: blocked.length === 0,
    blocked: blocked.map(toRequirement),
    warned: warned.map(toRequirement),
    attempts: onDay.map(toAttempt),
    video: video === null ? null : VideoStatus[video],
  });
}

/** An assessment whose attempts are all used holds a further one up, whatever the gates say. */
function certificationGate({ track, requirements }: ProgressAnswer): GateAnswer {
  const { blocked, warned } = gate('CERTIFICATION_DAY', track, requirements);
  const usedUp = requirements.filter(
    (each) => each.kind === 'ASSESSMENT' && each.state === 'IMPOSSIBLE' && !blocked.includes(each),
  );
  return { blocked: [...blocked, ...usedUp], warned: warned.filter((each) => !usedUp.includes(each)) };
}

function summary(results: CertificationResult[]): CohortCertification {
  const count = (test: (result: CertificationResult) => boolean) => results.filter(test).length;
  return Object.assign(new CohortCertification(), {
    passed: count((each) => each.passed),
    failed: count((each) => !each.passed && each.attempts.length > 0),
    retryBooked: count((each) => each.retryDayId !== null),
    notAttempted: count((each) => each.attempts.length === 0),
    failedAttempts: results.flatMap((each) => each.attempts).filter((each) => each.outcome === 'FAILED')
      .length,
    results,
  });
}

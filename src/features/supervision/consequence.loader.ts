import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { copenhagenDate, type LocalDate } from '../../domain/calendar.js';
import { ifLeftOut, plannedCredits, type PlannedMeeting } from '../../domain/forecast.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { EnrolmentLoader } from '../enrolment/index.js';
import { asOf, type ProgressAnswer, ProgressService, toSupervisionProgress } from '../progress/index.js';
import { SupervisionConsequence } from './dto/supervision.model.js';
import { MembershipRepository } from './membership.repository.js';

/** What is left out: one meeting for somebody who does not come, or all meetings of a group from a day on. */
type LeftOut =
  | { readonly groupId: string; readonly meetingId: string }
  | { readonly groupId: string; readonly from: LocalDate };

/**
 * What if meetings ahead are left out (Q10, Q24): by the rulebook's own functions, for those whom they count for (not
 * during leave, L9) and whom the actor may see (V39), by name. As many statements for one group as for all.
 */
@Injectable()
export class ConsequenceLoader extends BatchLoader<SupervisionConsequence[]> {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly enrolments: EnrolmentLoader,
    private readonly progress: ProgressService,
    private readonly clock: Clock,
  ) {
    super();
  }

  async of(context: RequestContext, leftOut: LeftOut): Promise<SupervisionConsequence[]> {
    return this.load(context, JSON.stringify(leftOut));
  }

  protected async batch(context: RequestContext, keys: readonly string[]) {
    const wanted = keys.map((key) => JSON.parse(key) as LeftOut);
    const at = asOf(null, this.clock);
    const groupIds = [...new Set(wanted.map(({ groupId }) => groupId))];
    const rows = await this.memberships.enrolmentsFrom(groupIds, at.validOn);
    const ids = [...new Set(rows.map((row) => row.enrolmentId))];
    const visible = await this.enrolments.loadVisible(context, ids);
    const answers = await this.progress.answers(
      visible.map((enrolment) => enrolment.id),
      at,
    );
    return wanted.map((what) => {
      const leftOut = leaving(what);
      return [...answers.values()]
        .filter(({ supervisionFacts: { ahead, window } }) =>
          plannedCredits(ahead, window).some(({ meeting }) => leftOut(meeting)),
        )
        .sort((a, b) => ids.indexOf(a.enrolment.id) - ids.indexOf(b.enrolment.id))
        .map((answer) => toConsequence(answer, leftOut, at.at));
    });
  }
}

function leaving(what: LeftOut): (meeting: PlannedMeeting) => boolean {
  return 'meetingId' in what
    ? (meeting) => meeting.meetingId === what.meetingId
    : (meeting) => meeting.groupId === what.groupId && copenhagenDate(meeting.startsAt) >= what.from;
}

function toConsequence(
  { enrolment, track, supervisionFacts }: ProgressAnswer,
  leftOut: (meeting: PlannedMeeting) => boolean,
  at: Parameters<typeof ifLeftOut>[3],
): SupervisionConsequence {
  const { before, after, fallsBelow } = ifLeftOut(track.supervision, supervisionFacts, leftOut, at);
  return Object.assign(new SupervisionConsequence(), {
    enrolmentId: enrolment.id,
    before: toSupervisionProgress(before),
    after: toSupervisionProgress(after),
    fallsBelow,
  });
}

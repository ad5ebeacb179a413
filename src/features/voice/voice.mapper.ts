import { copenhagenDate, copenhagenTime, formatDanishDate, type Instant } from '../../domain/calendar.js';
import { halfDayId } from '../cohort/index.js';
import type { ApologyRow } from './apology.repository.js';
import type { DisputeRow } from './dispute.repository.js';
import { Apology, ApologyGuide, ApologyTarget } from './dto/apology.dto.js';
import { Dispute, DisputeDecision } from './dto/dispute.dto.js';
import type { Subject } from './subject.js';

export function toApology({ recordedAt, ...row }: ApologyRow): Apology {
  return Object.assign(new Apology(), row, { sentAt: recordedAt });
}

export function toDispute(row: DisputeRow): Dispute {
  const { id, enrolmentId, courseDayId, part, meetingId, statement, recordedAt, answeredAt, answer } = row;
  return Object.assign(
    new Dispute(),
    { id, enrolmentId, courseDayId, part, meetingId, answeredAt, answer },
    {
      text: statement,
      raisedAt: recordedAt,
      open: answeredAt === null,
      decision: row.decision === null ? null : DisputeDecision[row.decision],
    },
  );
}

/** Null when there is nothing left to send one for. */
export function toGuide(
  ahead: readonly (Subject & { readonly startsAt: Instant })[],
  provider: string | null,
): ApologyGuide | null {
  const [first] = ahead;
  if (first === undefined) return null;
  const date = copenhagenDate(first.startsAt);
  const time = copenhagenTime(first.startsAt);
  const da = provider === null ? '' : ` Det går til ${provider}.`;
  const en = provider === null ? '' : ` It goes to ${provider}.`;
  return Object.assign(new ApologyGuide(), {
    texts: {
      da: `Send afbud her senest ${formatDanishDate(date)} kl. ${time}.${da} Skriv ikke hvorfor.`,
      en: `Send an apology here by ${date} ${time}.${en} Do not say why.`,
    },
    targets: ahead.map(({ courseDayId, part, meetingId, startsAt }) =>
      Object.assign(new ApologyTarget(), {
        halfDayId: courseDayId === null || part === null ? null : halfDayId(courseDayId, part),
        meetingId,
        until: startsAt,
      }),
    ),
  });
}

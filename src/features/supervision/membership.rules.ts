/** Who may be a member of a group, and which groups are worth a second look. */
import { SEATED } from '../../domain/enrolment.js';
import type { Track } from '../../domain/programme.js';
import type { EnrolmentRow } from '../enrolment/index.js';
import { SupervisionGroupWarning } from './dto/supervision.inputs.js';
import type { GroupRow } from './group.repository.js';

/** Why an enrolment cannot be in a group; null = it can. A group belongs to one track (V15). */
export function membershipProblem(
  enrolment: EnrolmentRow,
  group: Pick<GroupRow, 'programmeKey' | 'trackKey'>,
): string | null {
  if (enrolment.programmeKey !== group.programmeKey || enrolment.trackKey !== group.trackKey)
    return 'is enrolled on another track';
  return SEATED.includes(enrolment.status) ? null : `holds no seat: ${enrolment.status}`;
}

/** R09: cross-municipal where people are to be certified; the intro and youth courses are supervised locally (Y4). */
export function groupWarnings(
  track: Track,
  members: readonly { readonly municipalityCode: string }[],
): SupervisionGroupWarning[] {
  const municipalities = new Set(members.map((member) => member.municipalityCode));
  return track.certification !== null && municipalities.size < 2
    ? [SupervisionGroupWarning.FEWER_THAN_TWO_MUNICIPALITIES]
    : [];
}

/** What surrounds an engagement: its implementation team, its meetings, its plan documents, and its end. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, Integer, OptionalText, Text } from './columns.js';
import { PersonEntity } from './people.entity.js';
import { EngagementEntity, MunicipalityEntity } from './reference.entity.js';

const TEAM_ROLES = `('LEADER', 'PROJECT_LEADER', 'PROJECT_OWNER', 'KEY_EMPLOYEE', 'EMPLOYEE', 'STAFF_REP', 'STAKEHOLDER')`;
const PRECISIONS = `('DAY', 'MID_MONTH', 'MONTH', 'QUARTER', 'HALF_YEAR')`;

/** One person in one role of the implementation team, from and to a day. Another end supersedes the earlier record. */
@Entity('team_membership')
@Index('team_membership_current_unique', ['memberId'], { unique: true, where: '"superseded_at" IS NULL' })
@Index('team_membership_open_unique', ['engagementId', 'personId', 'role'], {
  unique: true,
  where: '"superseded_at" IS NULL AND "valid_to" IS NULL',
})
@Check('team_membership_role', `"role" IN ${TEAM_ROLES}`)
@Check('team_membership_order', '"valid_to" IS NULL OR "valid_from" <= "valid_to"')
export class TeamMembershipEntity {
  @Id() id!: string;
  /** The same in every record of one membership. */
  @Index() @Text() memberId!: string;
  @Index() @ForeignKey(() => EngagementEntity) @Text() engagementId!: string;
  @Index() @ForeignKey(() => PersonEntity) @Text() personId!: string;
  /** For which of the engagement's municipalities: its coordinator sees the person (V39). */
  @ForeignKey(() => MunicipalityEntity) @Text() municipalityCode!: string;
  @Text() role!: string;
  @Text() validFrom!: string;
  @OptionalText() validTo!: string | null;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** A meeting of an engagement. When it is and whether it was held is in its records. */
@Entity('engagement_meeting')
@Check('engagement_meeting_kind', `"kind" IN ('INITIAL_CALL', 'KICK_OFF', 'PLAN_WORKSHOP', 'STATUS_MEETING')`)
export class EngagementMeetingEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => EngagementEntity) @Text() engagementId!: string;
  @Text() kind!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** Planned, held or cancelled, with the date as precisely as it is known (R21) and the status meeting's texts (R33). */
@Entity('engagement_meeting_record')
@Index('engagement_meeting_record_current_unique', ['meetingId'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
@Check('engagement_meeting_record_precision', `"date_precision" IN ${PRECISIONS}`)
@Check('engagement_meeting_record_status', `"status" IN ('PLANNED', 'HELD', 'CANCELLED')`)
export class EngagementMeetingRecordEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => EngagementMeetingEntity) @Text() meetingId!: string;
  @Text() date!: string;
  @Text() datePrecision!: string;
  @Text() status!: string;
  @OptionalText() venue!: string | null;
  @OptionalText() planStatus!: string | null;
  @OptionalText() adjustments!: string | null;
  @OptionalText() challenges!: string | null;
  @OptionalText() sparring!: string | null;
  @OptionalText() maintenance!: string | null;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** One person at one meeting. A correction supersedes it with a reason. */
@Entity('engagement_meeting_attendance')
@Index('engagement_meeting_attendance_current_unique', ['meetingId', 'personId'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
@Check('engagement_meeting_attendance_state', `"state" IN ('PRESENT', 'EXCUSED', 'ABSENT')`)
@Check('engagement_meeting_attendance_role', `"role" IS NULL OR "role" IN ${TEAM_ROLES}`)
export class EngagementMeetingAttendanceEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => EngagementMeetingEntity) @Text() meetingId!: string;
  @Index() @ForeignKey(() => PersonEntity) @Text() personId!: string;
  @Text() state!: string;
  /** In which role somebody came who is not in the team. */
  @OptionalText() role!: string | null;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** One version of a plan document: where it is kept, never the file itself (R31, A13). A new version supersedes it. */
@Entity('plan_document')
@Index('plan_document_version_unique', ['engagementId', 'type', 'version'], { unique: true })
@Index('plan_document_current_unique', ['engagementId', 'type'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
@Check(
  'plan_document_type',
  `"type" IN ('IMPLEMENTATION_PLAN', 'ANCHORING_PLAN', 'STAKEHOLDER_ANALYSIS', 'RISK_ANALYSIS', 'READINESS_FORM', 'RECRUITMENT_AND_ORGANISATION', 'COMMUNICATION_PLAN')`,
)
@Check('plan_document_owned', '("owner_person_id" IS NULL) <> ("owner_text" IS NULL)')
export class PlanDocumentEntity {
  @Id() id!: string;
  @ForeignKey(() => EngagementEntity) @Text() engagementId!: string;
  @Text() type!: string;
  @Integer() version!: number;
  @Text() title!: string;
  @Text() link!: string;
  @Text() datedOn!: string;
  @Index() @ForeignKey(() => PersonEntity) @OptionalText() ownerPersonId!: string | null;
  @OptionalText() ownerText!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** That a version was approved; another version needs an approval of its own. */
@Entity('plan_document_approval')
export class PlanDocumentApprovalEntity {
  @ForeignKey(() => PlanDocumentEntity) @PrimaryColumn('text') documentId!: string;
  @Text() approvedOn!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** That the cooperation has ended (A8); another date supersedes it with a reason. */
@Entity('engagement_closure')
@Index('engagement_closure_current_unique', ['engagementId'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
export class EngagementClosureEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => EngagementEntity) @Text() engagementId!: string;
  @Text() closedOn!: string;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

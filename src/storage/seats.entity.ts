/** What becomes of seats: who waits for them, to whom they are offered, when they pass on, and when they close. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Id, Integer, OptionalText, Text } from './columns.js';
import { EnrolmentEntity } from './people.entity.js';
import { EngagementEntity, MunicipalityEntity, SeatEntity } from './reference.entity.js';

/** Who goes first on a waiting list; a new priority supersedes the earlier one. Nobody's own = the default. */
@Entity('waiting_priority')
@Index('waiting_priority_current_unique', ['enrolmentId'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
@Check('waiting_priority_small', '"priority" BETWEEN 1 AND 9')
export class WaitingPriorityEntity {
  @Id() id!: string;
  @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Integer() priority!: number;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/**
 * A seat kept for somebody who waits, until the end of a day. It stands until it is ended, once: by an answer, by time,
 * or because it has become pointless. A seat has one standing offer, and so has a person.
 */
@Entity('seat_offer')
@Index('seat_offer_standing_seat', ['seatId'], { unique: true, where: '"ended_at" IS NULL' })
@Index('seat_offer_standing_enrolment', ['enrolmentId'], { unique: true, where: '"ended_at" IS NULL' })
@Index('seat_offer_by_enrolment', ['enrolmentId'])
@Check(
  'seat_offer_outcome',
  `"outcome" IS NULL OR "outcome" IN ('ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN')`,
)
@Check(
  'seat_offer_ended_whole',
  '("ended_at" IS NULL) = ("outcome" IS NULL) AND ("ended_at" IS NULL) = ("ended_by" IS NULL)',
)
export class SeatOfferEntity {
  @Id() id!: string;
  @ForeignKey(() => SeatEntity) @Text() seatId!: string;
  @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Text() expiresAt!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() outcome!: string | null;
  @OptionalText() endedAt!: string | null;
  @OptionalText() endedBy!: string | null;
}

/** The provider agrees that the seat of somebody who leaves late is used again (L7). */
@Entity('seat_reuse_approval')
export class SeatReuseApprovalEntity {
  @ForeignKey(() => EnrolmentEntity) @PrimaryColumn('text') enrolmentId!: string;
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** A seat that nobody gets any more. The seat itself stays, for what was so before (L21). */
@Entity('seat_closing')
export class SeatClosingEntity {
  @ForeignKey(() => SeatEntity) @PrimaryColumn('text') seatId!: string;
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** A municipality leaves an engagement that it takes part in together with others (L21). */
@Entity('engagement_withdrawal')
export class EngagementWithdrawalEntity {
  @ForeignKey(() => EngagementEntity) @PrimaryColumn('text') engagementId!: string;
  @ForeignKey(() => MunicipalityEntity) @PrimaryColumn('text') municipalityCode!: string;
  /** First day on which it takes no part. */
  @Text() validOn!: string;
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** The seats of a pool, counted: a cache. It holds while no `pool_change` names the pool; see features/engagement/pool-counts.ts. */
@Entity('pool_count')
export class PoolCountEntity {
  @PrimaryColumn('text') pool!: string;
  @Integer() granted!: number;
  @Integer() held!: number;
  @Integer() heldOnTop!: number;
  @Integer() offered!: number;
  @Integer() closed!: number;
  /** Distinct people who ever held a counted seat, and an uncounted one. */
  @Integer() everCounted!: number;
  @Integer() everOnTop!: number;
}

/** A pool in which something has changed since its seats were counted. Written by the database itself, as often as it happens. */
@Entity('pool_change')
export class PoolChangeEntity {
  @PrimaryGeneratedColumn() id?: number;
  @Index('pool_change_by_pool') @Text() pool!: string;
}

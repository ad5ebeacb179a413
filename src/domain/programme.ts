/** The rules of a programme as plain values (domain.md Decision 1 and section 1e). Rules are data: see src/programmes. */

export interface Texts {
  readonly da: string;
  readonly en: string;
}

export type QuotaKind = 'HARD' | 'SOFT';
export type QuotaScope = 'MUNICIPALITY' | 'ENGAGEMENT' | 'PROGRAMME';

/** How many may hold a seat at the same time (R02, R03, Y1). */
export interface Quota {
  readonly limit: number;
  readonly kind: QuotaKind;
  readonly scope: QuotaScope;
  /** Whether people with capacity LEADER take one of the seats (R04: no for INTRO; Y1: yes for YOUTH). */
  readonly leadersCount: boolean;
}

export type UnitType = 'SEMINAR' | 'COURSE_DAY' | 'CERTIFICATION_DAY';

export interface TrackUnit {
  readonly type: UnitType;
  readonly count: number;
  readonly daysEach: number;
}

export interface AttendanceRule {
  readonly toleranceHalfDays: number;
  readonly makeUp: boolean;
}

/** How a group meeting converts to personal minutes (domain.md 1d). */
export type CreditRule = 'CLOCK' | 'PSYKOLOGNAEVNET' | 'BABCP' | 'UK_ADDICTION';

export type Capacity = 'EMPLOYEE' | 'LEADER' | 'PARTNER';

export interface SupervisionRule {
  /** Minutes each person is to be credited; null where the source states no hours (Y4, V42). */
  readonly targetMinutes: number | null;
  readonly credit: CreditRule;
  /** Length of "an hour" when minutes are shown as hours: 60 or 45. */
  readonly minutesPerHour: 60 | 45;
  /** Months from the engagement's start within which supervision counts; null = no window. */
  readonly windowMonths: number | null;
  /** Who the target does not apply to (R13: leaders on the intro course). */
  readonly exemptCapacities: readonly Capacity[];
}

export type GateStep = 'CERTIFICATION_DAY' | 'CERTIFICATE_ISSUE' | 'COMPLETION';
export type GateCondition = 'attendance' | 'supervision' | 'assessment' | 'certified';
export type GateEffect = 'NONE' | 'WARN' | 'BLOCK';
/** Which condition holds up which step. A condition that is not named has no effect. */
export type Gates = Readonly<Record<GateStep, Readonly<Partial<Record<GateCondition, GateEffect>>>>>;

export interface CertificationRule {
  readonly title: Texts;
  readonly video: 'IF_POSSIBLE' | 'NOT_USED';
  readonly maxAttempts: number | null;
  readonly validMonths: number | null;
}

/**
 * How long a leaver's seat passes on without asking (L7). The sources are silent: a proposal, and configuration.
 * `cutoff: null` = always.
 */
export interface SeatReleaseRule {
  readonly cutoff: { readonly unit: number } | null;
}

export interface Track {
  readonly key: string;
  readonly name: Texts;
  readonly quota: Quota | null;
  /** A number the source aims for without limiting it (H1: 100 trained); never refuses anybody. */
  readonly target: number | null;
  /** The track whose people this one is drawn from (H1: 20 superusers among the 100). */
  readonly subsetOf: string | null;
  readonly units: readonly TrackUnit[];
  readonly attendance: AttendanceRule;
  readonly supervision: SupervisionRule | null;
  readonly gates: Gates;
  readonly certification: CertificationRule | null;
  /** Left out where the rule set does not say; see `cutoffUnit`. */
  readonly seatRelease?: SeatReleaseRule;
}

export interface Phase {
  readonly key: string;
  readonly months: number;
  readonly approximate: boolean;
  /** True where the length is worked out, not stated (R18). */
  readonly derived: boolean;
}

/** Where a number comes from, quoted: shown beside it, never presented as an official rule where it is configuration. */
export interface Source {
  /** Path of the value in the programme file, e.g. `tracks.MEETING_LEADER.quota`. */
  readonly path: string;
  /** E.g. `S4:140`, or `proposal` where the sources are silent. */
  readonly reference: string;
  readonly quote: string | null;
}

export interface Programme {
  readonly key: string;
  readonly version: number;
  readonly name: Texts;
  /** Months an engagement lasts, from its start. */
  readonly months: number;
  readonly engagements: { readonly min: number; readonly max: number; readonly kind: QuotaKind } | null;
  readonly phases: readonly Phase[];
  readonly tracks: readonly Track[];
  readonly sources: readonly Source[];
  /** Left out where the rule set does not say; see `offerDays`. */
  readonly waitingList?: { readonly offerDays: number };
}

/** Proposals for what a rule set may state and the sources do not (domain.md Q18, L7). */
const DEFAULT_OFFER_DAYS = 7;
const DEFAULT_CUTOFF_UNIT = 2;

/** Whole days for which a seat stays offered to somebody who waits. */
export function offerDays(programme: Programme): number {
  return programme.waitingList?.offerDays ?? DEFAULT_OFFER_DAYS;
}

/** Units of a track in the order of the course, the certification days left out. */
export function courseUnits(track: Track): readonly { readonly type: UnitType; readonly unit: number }[] {
  return track.units
    .filter((each) => each.type !== 'CERTIFICATION_DAY')
    .flatMap(({ type, count }) => Array.from({ length: count }, (_, index) => ({ type, unit: index + 1 })));
}

/** From the start of which unit a leaver's seat passes on with approval only; null where the course has no such unit. */
export function cutoffUnit(track: Track): number | null {
  const cutoff = track.seatRelease === undefined ? { unit: DEFAULT_CUTOFF_UNIT } : track.seatRelease.cutoff;
  return cutoff === null || cutoff.unit > courseUnits(track).length ? null : cutoff.unit;
}

/** What a rule set leaves to the product, as sources that call it a proposal. */
export function proposedSettings(programme: Programme): readonly Source[] {
  const proposal = (path: string, quote: string): Source => ({ path, reference: 'proposal', quote });
  return [
    ...(programme.waitingList === undefined && programme.tracks.some((track) => track.quota !== null)
      ? [
          proposal(
            'waitingList.offerDays',
            `Kilden siger intet: et tilbud gælder i ${DEFAULT_OFFER_DAYS} dage.`,
          ),
        ]
      : []),
    ...programme.tracks
      .filter((track) => track.seatRelease === undefined && cutoffUnit(track) !== null)
      .map((track) =>
        proposal(
          `tracks.${track.key}.seatRelease.cutoff.unit`,
          `Kilden siger intet: pladsen går videre uden godkendelse til og med dagen før enhed ${DEFAULT_CUTOFF_UNIT}.`,
        ),
      ),
  ];
}

/** Required half-days = course days × 2, the certification day left out (V6); null where no days are stated. */
export function requiredHalfDays(track: Track): number | null {
  const days = track.units
    .filter((unit) => unit.type !== 'CERTIFICATION_DAY')
    .reduce((sum, unit) => sum + unit.count * unit.daysEach, 0);
  return days === 0 ? null : days * 2;
}

/** Whether the programme states days or hours; where it states neither, nothing says by itself when somebody is completed. */
export function statesDaysOrHours(track: Track): boolean {
  return requiredHalfDays(track) !== null || (track.supervision?.targetMinutes ?? null) !== null;
}

export function findTrack(programme: Programme, trackKey: string): Track | undefined {
  return programme.tracks.find((track) => track.key === trackKey);
}
